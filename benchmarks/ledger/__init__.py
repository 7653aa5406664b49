"""What the ledger is measured at: one scenario a module, `measure` each."""
