from stadsbijeenkomst.limits import Bucket


def test_bucket_empties_per_code_and_fills_again():
    now = [0.0]
    bucket = Bucket(size=3, per_second=0.5, clock=lambda: now[0])
    assert [bucket.take("A") for _ in range(4)] == [True, True, True, False]
    assert bucket.take("B", 3) is True
    now[0] = 2
    assert [bucket.take("A"), bucket.take("A")] == [True, False]
    now[0] = 100
    assert [bucket.take("A", 4), bucket.take("A", 3)] == [False, True]


def test_full_buckets_are_forgotten_when_there_are_many():
    now = [0.0]
    bucket = Bucket(size=1, per_second=1, clock=lambda: now[0])
    for number in range(10_001):
        bucket.take(str(number))
    now[0] = 10
    bucket.take("last")
    assert list(bucket.left) == ["last"]
