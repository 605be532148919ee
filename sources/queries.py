"""Reads that the library's pages and activities need."""

from django.db.models import Count, Prefetch, Q, QuerySet

from sources.models import Chapter, Enquiry, Source


def shelves(enquiries: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Enquiries with `source_count`."""
    return enquiries.annotate(source_count=Count("sources", filter=Q(sources__retired=False)))


def chapters_with_sources(enquiry: Enquiry) -> list[Chapter]:
    """The enquiry's chapters, each with its standing sources as `standing_sources`: two queries."""
    standing = Source.objects.filter(retired=False).order_by("position")
    return list(enquiry.chapters.prefetch_related(Prefetch("sources", standing, to_attr="standing_sources")))


def neighbours(source: Source) -> tuple[Source | None, Source | None]:
    """The sources before and after this one in its enquiry: two queries."""
    standing = Source.objects.filter(enquiry=source.enquiry_id, retired=False)
    before = standing.filter(position__lt=source.position).order_by("-position").first()
    after = standing.filter(position__gt=source.position).order_by("position").first()
    return before, after
