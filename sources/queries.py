"""Reads that the library's pages and activities need."""

from django.db.models import Count, Prefetch, Q, QuerySet

from sources.models import Chapter, Enquiry, Source, Timeline


def shelves(enquiries: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Enquiries with `source_count` and `timeline_count`."""
    return enquiries.annotate(
        source_count=Count("sources", filter=Q(sources__retired=False), distinct=True),
        timeline_count=Count("timelines", filter=Q(timelines__retired=False), distinct=True),
    )


def chapters_to_read(enquiry: Enquiry) -> list[Chapter]:
    """The enquiry's chapters, each with its `standing_sources` and `standing_timelines`: three queries.

    Timelines come with `event_count` and `phase_count`.
    """
    standing = Q(events__retired=False)
    timelines = Timeline.objects.filter(retired=False).annotate(
        event_count=Count("events", filter=standing, distinct=True),
        phase_count=Count("events__phase", filter=standing, distinct=True),
    )
    return list(
        enquiry.chapters.prefetch_related(
            Prefetch("sources", Source.objects.filter(retired=False).order_by("position"), to_attr="standing_sources"),
            Prefetch("timelines", timelines.order_by("position"), to_attr="standing_timelines"),
        )
    )


def neighbours(source: Source) -> tuple[Source | None, Source | None]:
    """The sources before and after this one in its enquiry: two queries."""
    standing = Source.objects.filter(enquiry=source.enquiry_id, retired=False)
    before = standing.filter(position__lt=source.position).order_by("-position").first()
    after = standing.filter(position__gt=source.position).order_by("position").first()
    return before, after
