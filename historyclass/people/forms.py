"""Forms about people."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.http import HttpRequest

from historyclass.people.intake.reading import LONGEST_USERNAME, MOST_BYTES, MOST_ROWS, USERNAME, Pasted, read
from historyclass.people.looks import LOOKS
from historyclass.people.models import Classroom, Role, School, User
from historyclass.people.permissions import people_with_role
from historyclass.people.queries import complete_username, students_of, teachers_of

SCHOOL_COOKIE = "school"
SHARED_COOKIE = "shared"
TOO_LONG = "That is %(show_value)s characters, and %(limit_value)s fit."


def put_plainly(field: forms.Field) -> None:
    """Let a field say what is wrong in the product's words, where it has none of its own."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = "Fill this in."
    for check in field.validators:
        if isinstance(check, MaxLengthValidator):
            check.message = TOO_LONG
        elif isinstance(check, MinValueValidator):
            check.message = "At least %(limit_value)s."


class PlainForm(forms.Form):
    """A form that says what is wrong in the product's words, where a field has none of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            put_plainly(field)


class SignInForm(PlainForm):
    """Username (the school's part may be left out) and password."""

    username = forms.CharField(
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    shared = forms.BooleanField(
        label="This is a shared computer",
        required=False,
        help_text="You are signed out when the browser closes, or after half an hour without a page.",
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean_username(self) -> str:
        full = complete_username(self.cleaned_data["username"], self.request.COOKIES.get(SCHOOL_COOKIE))
        if full is None:
            raise ValidationError("Write your school after your name, as in amira@ashgrove.")
        return full

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "username" in data and "password" in data:
            user = authenticate(self.request, username=data["username"], password=data["password"])
            if not isinstance(user, User):
                raise ValidationError(
                    "That name and password do not fit together. Try again, or ask your teacher or the school "
                    "office for a new one."
                )
            self.user = user
        return data


def timezone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Time zone",
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
        initial="Europe/London",
        help_text="Due times are in this zone.",
    )


def username_field(label: str = "Username", **options: Any) -> forms.RegexField:
    return forms.RegexField(
        USERNAME,
        label=label,
        max_length=LONGEST_USERNAME,
        help_text="Without the school. Letters, digits, dots and hyphens.",
        error_messages={"invalid": "Begin with a letter or digit; then letters, digits, dots and hyphens."},
        **options,
    )


def check_new_password(password: str, user: User | None = None) -> str:
    """The password, if it may be used. Raises ValidationError with what is wrong."""
    password_validation.validate_password(password, user)
    if user is not None and not password.casefold().replace(user.sign_in_name, ""):
        raise ValidationError("That is your username again and again. Choose something else.")
    return password


def new_password_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. Three words you can remember are better than one you cannot.",
    )


class FirstRunForm(PlainForm):
    """The first school of this site, and its first admin."""

    name = forms.CharField(label="School", max_length=120)
    slug = forms.SlugField(
        label="Short name",
        max_length=40,
        help_text="Ends every username, as in amira@ashgrove. Small letters, digits, hyphens.",
    )
    timezone_name = timezone_field()
    given_name = forms.CharField(label="Your first name", max_length=80)
    family_name = forms.CharField(label="Your family name", max_length=80)
    username = username_field("Your username", initial="admin")
    password = new_password_field("Your password")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        School._meta.get_field("slug").run_validators(slug)
        return slug

    def clean_password(self) -> str:
        return check_new_password(self.cleaned_data["password"])


class LooksForm(forms.ModelForm):  # type: ignore[type-arg] # Django takes no type here when it runs
    """How pages look to this person. What is not sent stays as it is."""

    class Meta:
        model = User
        fields = list(LOOKS)
        widgets = dict.fromkeys(LOOKS, forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # As they are: Django would put "---------" before them.
            field.choices = User._meta.get_field(name).choices  # type: ignore[attr-defined, union-attr]
            field.widget.attrs["data-on-html"] = LOOKS[name]
            field.error_messages["invalid_choice"] = "Choose one of these."

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


class PasswordForm(PlainForm):
    """Choosing a password of one's own. The old one is asked for unless it was given by somebody else."""

    old = forms.CharField(
        label="Your password now",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = new_password_field("New password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.password_is_temporary:
            del self.fields["old"]

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError("That is not your password now.")
        return str(self.cleaned_data["old"])

    def clean_new(self) -> str:
        return check_new_password(self.cleaned_data["new"], self.user)

    def clean(self) -> dict[str, Any]:
        # Said only to whoever knows the password now: others could try their guesses here.
        knows = self.user.password_is_temporary or "old" in self.cleaned_data
        new = self.cleaned_data.get("new")
        if knows and new and self.user.check_password(new):
            self.add_error("new", "That is the password you have. Choose another.")
        return self.cleaned_data


class ClassroomForm(PlainForm):
    """A new class."""

    name = forms.CharField(label="Name of the class", max_length=40, help_text="As the timetable has it, like 13H.")


class PersonForm(PlainForm):
    """A new account in the school."""

    role = forms.ChoiceField(choices=Role.choices, initial=Role.STUDENT)
    given_name = forms.CharField(label="First name", max_length=80)
    family_name = forms.CharField(max_length=80)
    title = forms.CharField(max_length=20, required=False, help_text="For teachers: Ms, Mr, Dr.")
    username = username_field()
    classroom = forms.ModelChoiceField(
        Classroom.objects.none(), label="Class", required=False, empty_label="No class yet"
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classroom"].queryset = school.classrooms.current()  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("classroom") and data.get("role") == Role.ADMIN:
            self.add_error("classroom", "A school admin is not in a class. Leave this at “No class yet”.")
        return data


class PasteForm(PlainForm):
    """Rows copied out of a spreadsheet, and the class of those that name none."""

    # Not a CharField, which refuses all of it for one damaged sign: here the row says so.
    rows = forms.Field(
        label="Rows out of the spreadsheet",
        error_messages={"required": "Paste the rows here."},
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocapitalize": "none", "wrap": "off"}),
    )
    classroom = forms.ModelChoiceField(
        Classroom.objects.none(),
        label="Class",
        required=False,
        empty_label="No class yet",
        help_text="For rows that name no class of their own.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classroom"].queryset = school.classrooms.current()  # type: ignore[attr-defined]

    def clean_rows(self) -> Pasted:
        text = str(self.cleaned_data["rows"])
        size = len(text.encode(errors="replace"))
        if size > MOST_BYTES:
            raise ValidationError(
                f"That is {-(-size // 1000)} KB, and {MOST_BYTES // 1000} fit. Paste the columns with names and "
                "classes alone, or half of the rows at a time."
            )
        pasted = read(text)
        if not pasted.lines:
            raise ValidationError("There is no row of a student in this. Paste the rows with their names.")
        if len(pasted.lines) > MOST_ROWS:
            raise ValidationError(
                f"That is {len(pasted.lines)} rows, and {MOST_ROWS} fit at a time. Paste some of them now and the "
                "others afterwards."
            )
        return pasted


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # as above
    """People by family name, with their usernames, since two may share a name."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.list_name} ({obj.sign_in_name})"


class AddToClassForm(PlainForm):
    """Put people of the school who are not in the class yet into it."""

    def __init__(self, *args: Any, classroom: Classroom, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = teachers_of(classroom) if role == Role.TEACHER else students_of(classroom)
        outside = people_with_role(classroom.school, role).exclude(pk__in=inside.values("pk"))
        self.fields["user"] = PersonChoice(
            outside,
            label="Teacher" if role == Role.TEACHER else "Student",
            empty_label="Choose",
            error_messages={
                "required": "Choose a person.",
                "invalid_choice": "They are in this class already, or not in your school.",
            },
        )


class MoveForm(PlainForm):
    """Another class of the school."""

    to = forms.ModelChoiceField(
        Classroom.objects.none(),
        label="Move to",
        empty_label="Choose a class",
        error_messages={"required": "Choose a class."},
    )

    def __init__(self, *args: Any, classroom: Classroom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Classroom.objects.current().filter(school=classroom.school_id).exclude(pk=classroom.pk)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
