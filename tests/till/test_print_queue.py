from __future__ import annotations

import pytest

from pos_desktop.till import NotFoundError, SaleMoveError
from tests.till.shop import Shop, counted_commits


def test_a_receipt_waits_until_its_paper_came_out(shop: Shop) -> None:
    assert shop.counter.next_print_job() is None
    first, second = shop.bill(), shop.bill()
    for sale_id in (first, second):
        shop.counter.take_cash(sale_id, 27_000, shop.cashier)
    job = shop.counter.next_print_job()
    assert job is not None
    assert (job.sale_id, job.receipt_number, job.copy_number, job.opens_drawer) == (first, "1-000001", 0, True)
    shop.counter.print_failed(job.job_id, "no paper")
    shop.restart()
    again = shop.counter.next_print_job()
    assert again is not None
    assert (again.job_id, again.tries, again.last_error) == (job.job_id, 1, "no paper")
    with counted_commits() as commits:
        shop.counter.print_done(job.job_id)
    assert commits.count == 1
    shop.counter.print_failed(job.job_id, "too late")
    shop.counter.print_done(job.job_id)
    done = shop.counter.receipt_job(first)
    assert done is not None
    assert (done.is_printed, done.tries, done.last_error) == (True, 1, "")
    following = shop.counter.next_print_job()
    assert following is not None
    assert (following.sale_id, following.is_printed) == (second, False)
    assert shop.counter.receipt_job(second) == following
    assert shop.counter.receipt_job(shop.bill()) is None


def test_a_payment_by_phone_leaves_the_drawer_shut(shop: Shop) -> None:
    sale_id = shop.bill()
    shop.mpesa(sale_id, shop.prompt(sale_id, 27_000), 27_000)
    job = shop.counter.next_print_job()
    assert job is not None
    assert not job.opens_drawer


def test_copies_are_numbered_and_written_down(shop: Shop) -> None:
    sale_id = shop.bill()
    with pytest.raises(SaleMoveError):
        shop.counter.print_again(sale_id, shop.cashier)
    with pytest.raises(SaleMoveError):
        shop.counter.receipt(sale_id)
    shop.counter.take_cash(sale_id, 27_000, shop.cashier)
    copies = [shop.counter.print_again(sale_id, shop.cashier) for _ in range(3)]
    assert [job.copy_number for job in copies] == [1, 2, 3]
    assert not any(job.opens_drawer for job in copies)
    assert shop.counter.receipt(sale_id, copy_number=3).copy_number == 3
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'copy_printed'") == 3


def test_an_unknown_job_is_refused(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        shop.counter.print_done(99)
