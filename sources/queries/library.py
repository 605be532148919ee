"""The enquiries that there are."""

from django.db.models import Count, Q, QuerySet

from sources.models import Enquiry


def shelves(enquiries: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Enquiries with `source_count`, of those that come with the enquiry, `timeline_count` and `reading_count`."""
    shipped = Q(sources__retired=False, sources__school=None)
    return enquiries.annotate(
        source_count=Count("sources", filter=shipped, distinct=True),
        timeline_count=Count("timelines", filter=Q(timelines__retired=False), distinct=True),
        reading_count=Count("readings", filter=Q(readings__retired=False), distinct=True),
    )
