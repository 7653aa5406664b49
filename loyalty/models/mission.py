"""Missions: what each version asks for and gives, who began it, and what came of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from loyalty.arithmetic import missions as arithmetic
from loyalty.models.account import Account
from loyalty.models.word import word

MOST_STEPS = 12


class Mission(models.Model):
    """What its versions have in common: nothing but that they follow each other."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    drafted_at = models.DateTimeField(_("drafted at"))

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        default_permissions = ("view",)
        permissions = [
            ("draft_mission", "Can draft missions and submit them for review"),
            ("approve_mission", "Can approve missions of somebody else, and end them"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MissionVersion(models.Model):
    """What a mission says; another version replaces it, nothing edits it.

    Its steps are written with it. Whoever began it goes on under it
    (docs/adr/0056-*.md).
    """

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("every member who wants to")
        NEW_MEMBERS = "new-members", _("new members, from the day they join")

    mission = models.ForeignKey(
        Mission,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("mission"),
    )
    number = models.IntegerField(_("number"))
    name_en = models.CharField(_("name in English"), max_length=80)
    name_zh_hans = models.CharField(_("name in Chinese"), max_length=80)
    audience = word(
        choices=Audience, default=Audience.EVERYBODY, verbose_name=_("who takes part")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    # Orders of so many days before somebody began count as well.
    looks_back = models.IntegerField(_("days it looks back"), default=0)
    bonus = models.BigIntegerField(_("points for all steps"), default=0)
    budget = models.BigIntegerField(_("budget in points"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    drafted_at = models.DateTimeField(_("drafted at"))

    class Meta:
        verbose_name = _("version of a mission")
        verbose_name_plural = _("versions of missions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="loyalty_mission_numbered", fields=["mission", "number"]
            ),
            models.CheckConstraint(
                name="loyalty_mission_audience",
                condition=Q(audience__in=("everybody", "new-members")),
            ),
            models.CheckConstraint(
                name="loyalty_mission_opens",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="loyalty_mission_in_range",
                condition=Q(
                    number__gte=1,
                    looks_back__gte=0,
                    looks_back__lte=366,
                    bonus__gte=0,
                    bonus__lte=100_000,
                    budget__gte=1,
                    budget__lte=1_000_000_000,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return _in_language(self.name_en, self.name_zh_hans)

    def deciding(self) -> arithmetic.Mission:
        """The part of it that decides what is given."""
        return arithmetic.Mission(
            version=self.pk,
            steps=[step.deciding() for step in self.steps.all()],
            bonus=self.bonus,
        )


class MissionStep(models.Model):
    """One thing to do, in words of `loyalty.arithmetic.missions`, and its points."""

    class Kind(models.TextChoices):
        ADDRESS = arithmetic.ADDRESS, _("confirm the e-mail address")
        PROFILE = arithmetic.PROFILE, _("complete the profile")
        ORDER = arithmetic.ORDER, _("keep orders")
        ORDER_WITH = arithmetic.ORDER_WITH, _("keep orders with goods of a category")
        PIECES = arithmetic.PIECES, _("keep pieces of a category")
        CHECK_IN = arithmetic.CHECK_IN, _("check in, once a day")
        STREAK = arithmetic.STREAK, _("check in on days in a row")
        STORY = arithmetic.STORY, _("read a story")
        QUIZ = arithmetic.QUIZ, _("answer a question")

    pk = models.CompositePrimaryKey("version_id", "number")
    version = models.ForeignKey(
        MissionVersion,
        on_delete=models.PROTECT,
        related_name="steps",
        db_index=False,
        verbose_name=_("version"),
    )
    number = models.SmallIntegerField(_("number"))
    kind = word(choices=Kind, verbose_name=_("what to do"))
    goal = models.IntegerField(_("how many"), default=1)
    times = models.IntegerField(_("how many times over"), default=1)
    labels = ArrayField(
        models.CharField(max_length=255),
        default=list,
        blank=True,
        verbose_name=_("categories it is about"),
    )
    points = models.BigIntegerField(_("points"), default=0)
    opens_after = models.IntegerField(_("given no earlier than on day"), default=0)
    text_en = models.TextField(_("story in English"), blank=True, default="")
    text_zh_hans = models.TextField(_("story in Chinese"), blank=True, default="")
    # The first line asks, the others are to choose from: `answer` says which is right.
    question_en = models.TextField(_("question in English"), blank=True, default="")
    question_zh_hans = models.TextField(
        _("question in Chinese"), blank=True, default=""
    )
    answer = models.SmallIntegerField(_("right choice"), default=0)

    class Meta:
        verbose_name = _("step of a mission")
        verbose_name_plural = _("steps of missions")
        default_permissions = ()
        ordering = ("version", "number")
        constraints = [
            models.CheckConstraint(
                name="loyalty_mission_step_words",
                condition=Q(kind__in=arithmetic.KINDS),
            ),
            models.CheckConstraint(
                name="loyalty_mission_step_in_range",
                condition=Q(
                    number__gte=1,
                    number__lte=MOST_STEPS,
                    goal__gte=1,
                    goal__lte=1000,
                    times__gte=1,
                    times__lte=366,
                    points__gte=0,
                    points__lte=100_000,
                    opens_after__gte=0,
                    opens_after__lte=366,
                ),
            ),
            models.CheckConstraint(
                name="loyalty_mission_step_once",
                condition=~Q(kind__in=arithmetic.ONCE) | Q(goal=1, times=1),
            ),
            models.CheckConstraint(
                name="loyalty_mission_step_about_goods",
                condition=Q(kind__in=arithmetic.BY_GOODS, labels__len__gte=1)
                | (~Q(kind__in=arithmetic.BY_GOODS) & Q(labels=[])),
            ),
            models.CheckConstraint(
                name="loyalty_mission_step_told",
                condition=(
                    ~Q(kind=arithmetic.STORY) | ~(Q(text_en="") | Q(text_zh_hans=""))
                )
                & (
                    ~Q(kind=arithmetic.QUIZ)
                    | (~(Q(question_en="") | Q(question_zh_hans="")) & Q(answer__gte=1))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.number}: {self.kind}"

    @property
    def story(self) -> str:
        return _in_language(self.text_en, self.text_zh_hans)

    @property
    def question(self) -> str:
        return self._asked()[0]

    @property
    def choices(self) -> list[str]:
        return self._asked()[1:]

    def _asked(self) -> list[str]:
        asked = _in_language(self.question_en, self.question_zh_hans)
        return asked.splitlines() or [""]

    def deciding(self) -> arithmetic.Step:
        return arithmetic.Step(
            number=self.number,
            kind=self.kind,
            goal=self.goal,
            times=self.times,
            labels=frozenset(self.labels),
            points=self.points,
            opens_after=self.opens_after,
        )


class MissionDecision(models.Model):
    """What became of a version: who decided what when. Its state follows."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("mission", "submitted for review")
        APPROVED = "approved", pgettext_lazy("mission", "approved")
        TURNED_DOWN = "turned-down", pgettext_lazy("mission", "turned down")
        ENDED = "ended", pgettext_lazy("mission", "ended early")

    version = models.ForeignKey(
        MissionVersion,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("version"),
    )
    kind = word(choices=Kind, verbose_name=_("decision"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("done by"),
    )
    taken_at = models.DateTimeField(_("done at"))
    note = models.TextField(_("note"), blank=True, default="")

    class Meta:
        verbose_name = _("decision on a mission")
        verbose_name_plural = _("decisions on missions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="loyalty_mission_decided_once", fields=["version", "kind"]
            ),
            models.CheckConstraint(
                name="loyalty_mission_decision_known",
                condition=Q(kind__in=("submitted", "approved", "turned-down", "ended")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}"


class MissionBudget(models.Model):
    """What a mission has left to promise to those who begin. Only the ledger draws."""

    mission = models.OneToOneField(
        Mission,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="left",
        verbose_name=_("mission"),
    )
    points = models.BigIntegerField(_("points"))

    class Meta:
        verbose_name = _("budget of a mission")
        verbose_name_plural = _("budgets of missions")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="loyalty_mission_budget_not_below_zero", condition=Q(points__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id}: {self.points}"


class MissionPart(models.Model):
    """A member began a mission, once, and in this version."""

    pk = models.CompositePrimaryKey("account_id", "mission_id")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="missions",
        db_index=False,
        verbose_name=_("account"),
    )
    mission = models.ForeignKey(
        Mission,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name=_("mission"),
    )
    version = models.ForeignKey(
        MissionVersion,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name=_("version"),
    )
    began_at = models.DateTimeField(_("began at"))
    began_on = models.DateField(_("began on"))
    # Taken out of the budget when it was begun: the most there is to get.
    promised = models.BigIntegerField(_("points at most"))

    class Meta:
        verbose_name = _("part in a mission")
        verbose_name_plural = _("parts in missions")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.account_id}: {self.version_id}"


class MissionDeed(models.Model):
    """What a member did, once for its reference: all that missions know of anybody."""

    pk = models.CompositePrimaryKey("account_id", "reference")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="deeds",
        db_index=False,
        verbose_name=_("account"),
    )
    reference = models.CharField(_("reference"), max_length=100, db_collation="C")
    kind = word(verbose_name=_("what was done"))
    happened_at = models.DateTimeField(_("happened at"))
    day = models.DateField(_("day"))
    noted_at = models.DateTimeField(_("noted at"))
    labels = ArrayField(
        models.CharField(max_length=255), default=list, verbose_name=_("categories")
    )
    pieces = models.IntegerField(_("pieces"), default=1)

    class Meta:
        verbose_name = _("deed of a member")
        verbose_name_plural = _("deeds of members")
        default_permissions = ()
        constraints = [
            # No points, and nothing that points are given for: no mission feeds one.
            models.CheckConstraint(
                name="loyalty_deed_known", condition=Q(kind__in=arithmetic.DEEDS)
            ),
            models.CheckConstraint(
                name="loyalty_deed_in_range",
                condition=Q(pieces__gte=1, pieces__lte=100_000)
                & Q(happened_at__lte=F("noted_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.reference}"


class MissionReward(models.Model):
    """What a member was given for a step, the first time or the `nth`: once."""

    pk = models.CompositePrimaryKey("account_id", "version_id", "step", "nth")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="mission_rewards",
        db_index=False,
        verbose_name=_("account"),
    )
    version = models.ForeignKey(
        MissionVersion,
        on_delete=models.PROTECT,
        related_name="rewards",
        verbose_name=_("version"),
    )
    # Zero: for all of them.
    step = models.SmallIntegerField(_("step"))
    nth = models.IntegerField(_("time"))
    points = models.BigIntegerField(_("points"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("reward of a mission")
        verbose_name_plural = _("rewards of missions")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="loyalty_mission_reward_in_range",
                condition=Q(step__gte=0, nth__gte=1, points__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What it is posted under."""
        return f"mission:{self.version_id}:{self.step}:{self.nth}"


def _in_language(english: str, chinese: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english
