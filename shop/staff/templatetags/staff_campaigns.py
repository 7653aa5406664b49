"""What the templates of campaigns need."""

from django import template

from loyalty.arithmetic.campaigns import Campaign
from loyalty.why.sharing import name_in

register = template.Library()


@register.filter
def campaign_name(campaign: Campaign) -> str:
    """What a campaign is called, in the active language."""
    return name_in(campaign.names)
