"""The companion's queue reads little however many wait; the front page says what changed and where to go."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from marshrut.apps.programmes import services as programmes
from marshrut.apps.routes import services
from marshrut.apps.routes.queries.calendar import current_year
from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.types import Role
from support.routes_scene import pair
from support.world import sign_in


def test_the_queue_asks_little_however_many_wait(scene: Any, django_assert_max_num_queries: Any) -> None:
    scene.route(pair(scene.today), state="agreement")
    for name in ("Вишнина Ия", "Рябинин Пётр", "Грушин Олег"):
        person = scene.staff.hire(f"{name} Ильич", scene.country.places["school"])
        scene.accompany(person, scene.companion)
        year = current_year(scene.methodist, on=scene.today)
        made = services.make_route(scene.methodist, person.pk, year=year, why="первый год", on=scene.today)
        services.add_step(scene.methodist, made.pk, pair(scene.today), on=scene.today)
        services.send(scene.methodist, made.pk, on=scene.today)
    client = sign_in(scene.country.people[Role.REGIONAL_METHODOLOGIST])
    client.get(reverse("routes:queue"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("routes:queue")).content.decode()
    assert "Урок вдвоём" in page
    assert "Утвердить" in page or "Согласовать" in page
    with django_assert_max_num_queries(12):
        client.get(reverse("routes:caseload"))


def test_who_no_longer_accompanies_sees_nobody_in_the_queue(scene: Any) -> None:
    route = scene.route(pair(scene.today), state="agreement")
    client = sign_in(scene.country.people[Role.MUNICIPAL_METHODOLOGIST])
    page = client.get(reverse("routes:queue") + f"?at={route.pk}").content.decode()
    assert "Урок вдвоём" not in page
    assert "Очередь пуста" in page


def test_the_front_page_says_what_changed_and_where_to_go(scene: Any) -> None:
    cohort = scene.cohort()
    route = scene.route(services.NewStep(cohort_id=cohort.pk), pair(scene.today), state="approved")
    client = sign_in(scene.country.people[Role.TEACHER])

    def news() -> str:
        told = client.get(reverse("mine:front")).content.decode()
        return told.partition("Что изменилось")[2].partition("</ul>")[0].replace("\u00a0", " ")

    assert f"Маршрут утверждён: {scene.methodist.name}" in news()
    assert reverse("routes:route", args=[route.pk]) in news()
    seat = scene.steps(route)[0]
    services.release_step(scene.head, seat.pk, agrees=True, on=scene.today)
    assert f"Есть место: «{cohort.title}»" in news()
    assert reverse("routes:step", args=[seat.pk]) in news()
    programmes.cancel(scene.centre, cohort.pk, why="нет людей", on=scene.today)
    told = news()
    assert "Не состоялось" in told
    assert "нет людей" in told
    assert "Есть место" not in told  # overtaken
    (instead,) = [one for one in scene.steps(route) if one.instead_of_id == seat.pk]
    assert "Предложена замена" in told
    assert reverse("routes:step", args=[instead.pk]) in told
    route.refresh_from_db()
    services.revise(scene.methodist, route.pk, why="посмотрим замену вместе", on=scene.today)
    assert "посмотрим замену вместе" in news()
    assert "Маршрут утверждён" not in news()


def test_a_seat_that_was_asked_for_without_a_route_is_news_too(scene: Any) -> None:
    cohort, on = scene.cohort(), scene.today
    asked = programmes.apply(scene.teacher, cohort_id=cohort.pk, person_id=scene.person.pk, client_key=new_id(), on=on)
    client = sign_in(scene.country.people[Role.TEACHER])
    assert "Что изменилось" not in client.get(reverse("mine:front")).content.decode()
    programmes.agree(scene.head, asked.pk, on=on)
    assert "Есть место" in client.get(reverse("mine:front")).content.decode()
    programmes.cancel(scene.centre, cohort.pk, why="нет людей", on=on)
    told = client.get(reverse("mine:front")).content.decode()
    assert "Группа отменена" in told
    assert "Есть место" not in told
