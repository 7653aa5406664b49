"""How fast, beside whom: measurements that anybody can repeat. See README.md."""
