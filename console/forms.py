"""The forms of the doors, the account and the people. Each field carries its own help and its own errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.people import LONGEST_SIGN_IN, Role, sign_in_problem
from console.auth.passwords import LONGEST, LONGEST_TYPED

ROLES = (
    SelectChoice(Role.REP.value, "Rep: answers calls"),
    SelectChoice(Role.SUPERVISOR.value, "Supervisor: leads a desk"),
    SelectChoice(Role.ADMIN.value, "Admin: content and people of every desk"),
)
NAME = [InputRequired("Type a name."), Length(max=60, message="Use at most 60 characters.")]
PASSWORD_TYPED = Length(max=LONGEST_TYPED, message="This is longer than any password here.")
CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password", "minlength": "12"}


def sign_in_name(_form: FlaskForm, field: StringField) -> None:
    problem = sign_in_problem(field.data or "")
    if problem:
        raise ValidationError(problem)


class SignInForm(FlaskForm):
    name = StringField(
        "Name",
        [
            InputRequired("Type your sign-in name."),
            Length(max=LONGEST_SIGN_IN, message="No name is this long."),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password", [InputRequired("Type your password."), PASSWORD_TYPED], render_kw=CURRENT
    )


class CodeForm(FlaskForm):
    code = StringField(
        "Code",
        [
            InputRequired("Type the six digits that your app shows."),
            Length(max=20, message="It has six digits."),
        ],
        description="Six digits, from the app on your phone.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "7"},
    )


class RecoveryForm(FlaskForm):
    recovery = StringField(
        "Recovery code",
        [InputRequired("Type one of your recovery codes."), Length(max=60)],
        description="Sixteen letters and digits, one of the ten codes that you saved.",
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class PasskeyNameForm(FlaskForm):
    name = StringField(
        "Name",
        NAME,
        description="By which you know the device: My laptop, Blue key.",
        render_kw={"autocomplete": "off"},
    )


class PasskeyForm(PasskeyNameForm):
    answer = HiddenField(
        "Answer", [InputRequired("Your browser has made no passkey. Try again."), Length(max=20_000)]
    )


class NewPasswordForm(FlaskForm):
    password = PasswordField(
        "New password",
        [
            InputRequired("Type a password."),
            Length(max=LONGEST, message=f"Use at most {LONGEST} characters."),
        ],
        description="At least 12 characters. Several words in a row are easy to remember.",
        render_kw=NEW,
    )
    again = PasswordField("The same again", [InputRequired("Type the password again.")], render_kw=NEW)

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError("This is not the same as above.")


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        "Current password", [InputRequired("Type your current password."), PASSWORD_TYPED], render_kw=CURRENT
    )


class CurrentPasswordForm(FlaskForm):
    current = PasswordField(
        "Current password", [InputRequired("Type your current password."), PASSWORD_TYPED], render_kw=CURRENT
    )


class NameForm(FlaskForm):
    name = StringField(
        "Name", NAME, description="How the others see you.", render_kw={"autocomplete": "name"}
    )


class PhoneForm(FlaskForm):
    phone = TelField(
        "My phone",
        filters=[lambda typed: (typed or "").strip()],
        description="With the area code, like 916 555 0123. It rings when you listen to a conversation.",
        render_kw={"autocomplete": "tel"},
    )


class PersonForm(FlaskForm):
    name = StringField("Name", NAME, render_kw={"autocomplete": "off"})
    sign_in = StringField(
        "Sign-in name",
        [InputRequired("Type a sign-in name."), sign_in_name],
        description="Best the e-mail address: single sign-on knows people by it.",
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    role = RadioField("Role", choices=ROLES, default=Role.REP.value)


def person_form(desks: Mapping[str, str], reps: Mapping[str, Iterable[tuple[str, str]]]) -> type[PersonForm]:
    """Return the form for a person: with the names of the desks by id, and for each desk its reps (number and name)."""
    fields = {
        f"rep_{desk}": SelectField(
            f"Answers calls at {name} as", choices=_choices([("", "nobody"), *reps[desk]]), default=""
        )
        for desk, name in desks.items()
    }
    made: type[PersonForm] = type("PersonFormOfDesks", (PersonForm,), fields)
    made.desks = SelectMultipleField(
        "Desks",
        choices=_choices(desks.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description="Admins see all of them.",
    )
    return made


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]
