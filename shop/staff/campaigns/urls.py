"""Where the pages of campaigns are."""

from django.urls import path

from shop.staff.campaigns import campaign_pages, draft_pages, step_pages
from shop.staff.campaigns.campaign_list import CampaignList

CAMPAIGN = "campaigns/<int:campaign_id>/"

urlpatterns = [
    path("campaigns/", CampaignList.as_page(), name="campaigns"),
    path("campaigns/file/", CampaignList.as_file(), name="campaigns-file"),
    path("campaigns/new/", draft_pages.new, name="new-campaign"),
    path(CAMPAIGN, campaign_pages.campaign, name="campaign"),
    path(f"{CAMPAIGN}change/", draft_pages.change, name="change-campaign"),
    path(f"{CAMPAIGN}submit/", step_pages.submit, name="submit-campaign"),
    path(f"{CAMPAIGN}approve/", step_pages.approve, name="approve-campaign"),
    path(f"{CAMPAIGN}turn-down/", step_pages.turn_down, name="turn-campaign-down"),
    path(f"{CAMPAIGN}end/", step_pages.end, name="end-campaign"),
    path(f"{CAMPAIGN}duplicate/", step_pages.duplicate, name="duplicate-campaign"),
]
