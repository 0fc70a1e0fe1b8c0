using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Faults;

namespace LowLatencyHedger.Simulation.Tests;

/// <summary>The oracle's watches can fail.</summary>
public sealed class AlarmWatchTests
{
    private const uint Epoch = 3;

    private long _nowNanos = 100 * Nanos.PerSecond;

    [Fact]
    public void Check_NothingReportedInFiveSeconds_BreaksTheLaw()
    {
        foreach (var input in Inputs)
        {
            var verdicts = new Verdicts(() => _nowNanos);
            var watch = new AlarmWatch(verdicts);
            watch.OnInput(in input, Epoch, _nowNanos);
            _nowNanos += 5 * Nanos.PerSecond;
            watch.Check(_nowNanos);
            Assert.Null(verdicts.Failure);

            _nowNanos += Nanos.PerSecond;
            watch.Check(_nowNanos);
            Assert.Equal(Law.AlarmIsRaised, verdicts.Failure?.Law);
        }
    }

    [Fact]
    public void Check_ReportedOrHarmlessOrOfAnEarlierProcess_HoldsTheLaw()
    {
        var verdicts = new Verdicts(() => _nowNanos);
        var watch = new AlarmWatch(verdicts);
        foreach (var input in Inputs)
        {
            watch.OnInput(in input, Epoch, _nowNanos);
        }

        watch.OnAlert(ReasonCode.JournalLagAboveLimit, _nowNanos);
        watch.OnAlert(ReasonCode.ClockOffsetTooLarge, _nowNanos);
        watch.OnAlert(ReasonCode.FillOfUnknownOrder, _nowNanos);
        foreach (var input in Inputs)
        {
            watch.OnInput(in input, Epoch, _nowNanos + (30 * Nanos.PerSecond));
        }

        var harmless = new InputEvent { Kind = InputKind.EngineHealth };
        watch.OnInput(in harmless, Epoch, _nowNanos);
        _nowNanos += 40 * Nanos.PerSecond;
        watch.Check(_nowNanos);
        Assert.Null(verdicts.Failure);

        _nowNanos += 60 * Nanos.PerSecond;
        watch.OnInput(in Inputs[0], Epoch, _nowNanos);
        watch.Clear();
        watch.Check(_nowNanos + (10 * Nanos.PerSecond));
        Assert.Null(verdicts.Failure);
    }

    [Fact]
    public void Band_LeftForLongerThanNinetySecondsWithoutExcuse_BreaksTheLaw()
    {
        var verdicts = new Verdicts(() => _nowNanos);
        var watch = new BandWatch(verdicts);
        for (var second = 0; second < 300; second++)
        {
            watch.Check(isExcused: second % 80 == 79, isInBand: false, second * Nanos.PerSecond, static () => "");
            watch.Check(isExcused: false, isInBand: second % 50 == 49, second * Nanos.PerSecond, static () => "");
        }

        Assert.Null(verdicts.Failure);
        for (var second = 300; second < 392; second++)
        {
            watch.Check(isExcused: false, isInBand: false, second * Nanos.PerSecond, static () => "out");
        }

        Assert.Equal((Law.StaysInBand, "out"), (verdicts.Failure!.Law, verdicts.Failure.What));
    }

    [Theory]
    [InlineData(400, "0 0 0")]
    [InlineData(200, "0 0 9 0 0")]
    [InlineData(200, "0 0 r9 0 0")]
    [InlineData(400, "0 0 r0 0 r0")]
    [InlineData(400, "0 0 r? 0")]
    [InlineData(200, "0 0 ? 0 0")]
    [InlineData(0, "0 0 0 r9")]
    public void Backoff_OrderAfterARun_HasToWaitTwiceAsLongForEachThatTradedNothing(int leastMillis, string run)
    {
        // What each traded in the end, ? for one that has not ended; r for one that rests.
        foreach (var shortNanos in new[] { 0, 1 })
        {
            var verdicts = new Verdicts(() => _nowNanos);
            var filled = new Dictionary<OrderRef, Quantity?>();
            var watch = new BackoffWatch(verdicts, order => filled[order]);
            foreach (var order in run.Split(' '))
            {
                var end = order.TrimStart('r');
                var sent = new OrderRef(Epoch, (uint)filled.Count + 1);
                filled[sent] = end == "?" ? null : Quantity.FromDouble(end[0] - '0');
                _nowNanos += order[0] == 'r' ? 0 : 10 * Nanos.PerSecond;
                watch.OnSent(sent, order[0] == 'r', _nowNanos);
            }

            watch.OnSent(new OrderRef(Epoch, 98), isResting: true, _nowNanos);
            filled[new OrderRef(Epoch, 98)] = null;
            Assert.Null(verdicts.Failure);

            watch.OnSent(new OrderRef(Epoch, 99), isResting: false, _nowNanos + (leastMillis * Nanos.PerMilli) - shortNanos);
            Assert.Equal(shortNanos == 0 || leastMillis == 0 ? null : Law.BacksOff, verdicts.Failure?.Law);
        }
    }

    private static InputEvent[] Inputs { get; } =
    [
        new() { Kind = InputKind.EngineHealth, EngineHealth = new EngineHealthBody { JournalLagNanos = 300 * Nanos.PerMilli } },
        new() { Kind = InputKind.Clock, Clock = new ClockBody { ExchangeOffsetNanos = -150 * Nanos.PerMilli } },
        new() { Kind = InputKind.Fill, Fill = new FillBody { Ref = new OrderRef(Epoch + 1, 1) } },
    ];
}
