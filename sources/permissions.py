"""Who may read what in the library. What ships is for everybody who belongs to a school."""

from historyclass.people.permissions import Rule
from sources.models import Enquiry, Source, Timeline

# A signed-in person always belongs to a school (people.backends); packs of one school alone come later.
enquiry_reader = Rule[Enquiry](lambda user: Enquiry.objects.all())
source_reader = Rule[Source](lambda user: Source.objects.all())
timeline_reader = Rule[Timeline](lambda user: Timeline.objects.all())
