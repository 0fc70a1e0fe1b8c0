using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class SmallTypesTests
{
    [Fact]
    public void PendingRequests_RandomUse_AgreesWithADictionary()
    {
        var random = new Random(Seeds.For(nameof(PendingRequests_RandomUse_AgreesWithADictionary), 99));
        var pending = new PendingRequests();
        var naive = new Dictionary<long, Request>();
        var everUsed = new HashSet<long>();
        long now = 0;
        for (var step = 0; step < 50_000; step++)
        {
            now += random.Next(50);
            switch (random.Next(step % 5000 < 2500 ? 4 : 8))
            {
                case < 3:
                    var request = new Request { Kind = (RequestKind)random.Next(1, 60), Argument = step };
                    var added = pending.TryAdd(ref request, new Timestamp(now, 0), random.Next(1, 20_000));
                    Assert.Equal(naive.Count < PendingRequests.Capacity, added);
                    if (added)
                    {
                        Assert.True(everUsed.Add(request.Id), "an id was used twice");
                        naive.Add(request.Id, request);
                    }

                    break;
                case 3:
                    while (pending.TryRemoveExpired(now, out var expired))
                    {
                        Assert.True(naive.Remove(expired.Id, out var known) && known.DeadlineNanos <= now);
                    }

                    Assert.DoesNotContain(naive.Values, left => left.DeadlineNanos <= now);
                    break;
                case 4 when step % 997 == 0:
                    pending.Clear();
                    naive.Clear();
                    break;
                default:
                    var id = everUsed.Count == 0 ? 0 : random.Next(3) == 0 ? random.NextInt64() : naive.Keys.ElementAtOrDefault(random.Next(PendingRequests.Capacity));
                    var found = pending.TryRemove(id, out var removed);
                    Assert.Equal(naive.Remove(id, out var expected), found);
                    Assert.Equal(found ? expected.Argument : 0, removed.Argument);
                    break;
            }

            Assert.Equal(naive.Count, pending.Count);
        }
    }

    [Fact]
    public void CreditBucket_RandomUse_NeverGivesMoreThanItHolds()
    {
        var random = new Random(Seeds.For(nameof(CreditBucket_RandomUse_NeverGivesMoreThanItHolds), 7));
        var bucket = new CreditBucket(20, 5, 0);
        long now = Nanos.PerSecond;
        var start = now;
        double given = 0;
        bucket.TryTake(0, 0, now);
        for (var step = 0; step < 10_000; step++)
        {
            now += random.NextInt64(Nanos.PerSecond / 4);
            if (bucket.TryTake(1, random.Next(4), now))
            {
                given++;
            }

            Assert.True(given <= (now - start) / 1e9 * 5 + 20.001);
        }

        Assert.True(given > (now - start) / 1e9 * 5 * 0.7, "the bucket gives what it refills");
        bucket.Take(100, now);
        Assert.False(bucket.TryTake(1, 0, now + 4 * Nanos.PerSecond));
        Assert.True(bucket.TryTake(1, 0, now + 5 * Nanos.PerSecond));
    }

    [Fact]
    public void BookContinuity_Messages_AreJudgedByTheirChain()
    {
        var books = new BookContinuity(4);
        var book = new InstrumentId(2);

        Assert.Equal(BookVerdict.Ignore, books.Judge(book, false, 10, 9));
        Assert.Equal(BookVerdict.ApplyAsSnapshot, books.Judge(book, false, 10, 0));
        Assert.Equal(BookVerdict.Apply, books.Judge(book, false, 15, 10));
        Assert.Equal(BookVerdict.Ignore, books.Judge(book, false, 15, 10));
        Assert.Equal(BookVerdict.Ignore, books.Judge(book, false, 12, 10));
        Assert.Equal(BookVerdict.Gap, books.Judge(book, false, 30, 20));
        Assert.False(books.IsLive(book));
        Assert.Equal(BookVerdict.Ignore, books.Judge(book, false, 31, 30));
        Assert.Equal(BookVerdict.ApplyAsSnapshot, books.Judge(book, true, 40, 39));
        Assert.Equal(BookVerdict.ApplyAsSnapshot, books.Judge(book, true, 35, 0));
        Assert.Equal(BookVerdict.Apply, books.Judge(book, false, 36, 35));
        Assert.Equal(BookVerdict.Ignore, books.Judge(new InstrumentId(1), false, 36, 35));
        books.InvalidateAll();
        Assert.False(books.IsLive(book));
    }

    [Fact]
    public void BookContinuity_ChangeWithoutPredecessorOnALiveBook_IsAGap()
    {
        var books = new BookContinuity(1);
        books.Judge(new InstrumentId(0), true, 10, 0);

        Assert.Equal(BookVerdict.Gap, books.Judge(new InstrumentId(0), false, 12, 0));
    }

    [Fact]
    public void ClockOffset_NoisyRoundTrips_IsAsGoodAsTheBestOne()
    {
        var random = new Random(Seeds.For(nameof(ClockOffset_NoisyRoundTrips_IsAsGoodAsTheBestOne), 3));
        const long Offset = -123_456_000;
        for (var round = 0; round < 50; round++)
        {
            var clock = new ClockOffsetEstimator();
            var best = long.MaxValue;
            for (var sample = 0; sample < ClockOffsetEstimator.Window; sample++)
            {
                var there = random.Next(50, 20_000) * 1000L;
                var handling = random.Next(0, 5000) * 1000L;
                var back = random.Next(50, 20_000) * 1000L;
                var sent = SessionFixture.StartUtcNanos + sample * Nanos.PerSecond;
                clock.Add(
                    new Timestamp(sent, sent),
                    new Timestamp(sent + there + handling + back, sent + there + handling + back),
                    (sent + there + Offset) / 1000,
                    (sent + there + handling + Offset) / 1000);
                best = Math.Min(best, there + back);
            }

            Assert.InRange(clock.RoundTripNanos, best - 1000, best + 1000);
            Assert.InRange(Math.Abs(clock.OffsetNanos(new Timestamp(7, 7)) - Offset), 0, best / 2 + 1000);
        }
    }

    [Fact]
    public void ClockOffset_StampsMissingOrContradictory_AreIgnored()
    {
        var clock = new ClockOffsetEstimator();
        var now = new Timestamp(Nanos.PerSecond, SessionFixture.StartUtcNanos);
        clock.Add(in now, in now, 0, 0);
        clock.Add(in now, in now, 200, 100);
        clock.Add(in now, in now, 100, 200);

        Assert.Equal(0, clock.OffsetNanos(in now));
    }

    [Fact]
    public void ClockOffset_LocalUtcClockSteps_FollowsAtOnce()
    {
        var clock = new ClockOffsetEstimator();
        var sent = new Timestamp(Nanos.PerSecond, SessionFixture.StartUtcNanos);
        clock.Add(in sent, in sent, SessionFixture.StartUtcNanos / 1000, SessionFixture.StartUtcNanos / 1000);

        var stepped = new Timestamp(2 * Nanos.PerSecond, SessionFixture.StartUtcNanos + (6 * Nanos.PerSecond));
        Assert.Equal(-5 * Nanos.PerSecond, clock.OffsetNanos(in stepped));
    }
}
