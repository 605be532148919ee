"""Reads that the pages of authoring need."""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils import timezone

from activities.freezing import frozen_parts
from activities.models import Activity, Assignment
from activities.queries import WorkPage, desk_page
from historyclass.people.models import School, User
from historyclass.people.permissions import school_teacher


@dataclass(frozen=True)
class ActivityList:
    """What a teacher can set, change and copy. `schools` are those they teach at."""

    shipped: list[Activity]
    own: list[Activity]
    schools: list[School]

    @property
    def is_of_several(self) -> bool:
        return len(self.schools) > 1


def activity_list(rows: QuerySet[Activity], teacher: User) -> ActivityList:
    """What ships and stands, and the schools' own, retired ones last: two queries."""
    found = rows.select_related("chapter__enquiry", "school", "changed_by", "based_on")
    found = found.order_by("retired", F("changed_at").desc(nulls_last=True), "enquiry", "position", "pk")
    return ActivityList(
        shipped=[activity for activity in found if activity.school_id is None and not activity.retired],
        own=[activity for activity in found if activity.school_id is not None],
        schools=list(school_teacher.rows(teacher).order_by("name")),
    )


def preview_of(activity: Activity, viewer: User) -> tuple[Assignment, WorkPage]:
    """The activity as its students would meet it, untouched: set to nobody, and never saved."""
    parts = [part.model_dump() for part in frozen_parts(activity, None)]
    assignment = Assignment(
        activity=activity,
        school=activity.school,
        title=activity.title,
        instructions=activity.instructions,
        parts=parts,
        due_at=timezone.now(),
    )
    return assignment, desk_page(assignment, {}, student=viewer)
