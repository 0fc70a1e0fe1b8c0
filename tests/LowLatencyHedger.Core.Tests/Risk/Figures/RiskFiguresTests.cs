using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Risk.Figures;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Risk.Figures;

/// <summary>The figures as the core works them out, a bit at each reading of the clock.</summary>
public sealed class RiskFiguresTests
{
    private static readonly (InstrumentId Instrument, double Size)[] s_positions =
    [
        (CoreHarness.Perpetual, 20_000), (CoreHarness.Option(4), -3), (CoreHarness.Option(5), 2), (CoreHarness.Option(17), -1), (CoreHarness.Option(22), 1.5),
    ];

    [Fact]
    public void Step_ARoundOverTheBook_GivesTheFullRevaluation()
    {
        var core = Run(With(1e9, 1e9), out var place);
        var loss = Limit(core, RiskControl.ScenarioLoss);
        Assert.Equal(TwinLoss(core, place), loss, 1e-6 * loss);
        Assert.True(loss > 1_000);
    }

    [Fact]
    public void Step_ARoundOverTheBook_GivesTheQuadraticsValueAtRisk()
    {
        var core = Run(With(1e9, 1e9), out var place);
        var gamma = 0.0;
        var vols = 0.0;
        var vega = 0.0;
        var inverseDelta = 20_000.0 / core.Mid;
        foreach (var (index, size) in Options())
        {
            var greeks = Greeks(core, index, 60_000, 0.6, place);
            gamma += size * greeks.Gamma;
            inverseDelta += size * greeks.PremiumAdjustedDelta;
            vols = 0.6;
            var days = (CoreHarness.ExpiryUtcNanos(index) - place) / (double)Nanos.PerDay;
            vega += size * greeks.Vega / 100 * Math.Sqrt(30 / days);
        }

        var convexity = gamma - (2 * inverseDelta / 60_000);
        var deviation = 60_000 * vols / Math.Sqrt(365);
        var delta = core.Snapshot.NetDelta - (0.2 * 3 * vega / deviation);
        QuadraticRisk.Evaluate(delta, convexity, deviation, 3 * Math.Abs(vega) * Math.Sqrt(1 - 0.04), 0.01, out var expected, out _);
        QuadraticRisk.Evaluate(core.Snapshot.NetDelta, convexity, deviation, 0, 0.01, out var withoutVega, out _);
        Assert.True(Math.Abs((expected / withoutVega) - 1) > 0.01, $"{expected} and {withoutVega}");
        Assert.Equal(expected, Limit(core, RiskControl.ValueAtRisk), 2e-3 * expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_LossAboveItsLimit_OnlyReduces(bool isScenario)
    {
        var control = isScenario ? RiskControl.ScenarioLoss : RiskControl.ValueAtRisk;
        var loss = Limit(Run(With(1e9, 1e9), out _), control);
        Assert.Equal(TradingState.Active, Run(isScenario ? With(1.001 * loss, 0) : With(0, 1.001 * loss), out _).Snapshot.TradingState);
        var core = Run(isScenario ? With(0.999 * loss, 0) : With(0, 0.999 * loss), out _);
        Assert.Equal(TradingState.Reduce, core.Snapshot.TradingState);
        Assert.Equal(isScenario ? ReasonCode.ScenarioLossAboveLimit : ReasonCode.ValueAtRiskAboveLimit, core.Snapshot.StateReason);

        // With everything gone by trades it opens again.
        var trade = 0;
        core.Fill(CoreHarness.Perpetual, Side.Sell, 60_000, 20_000, "perpetual");
        foreach (var (index, size) in Options())
        {
            core.Fill(CoreHarness.Option(index), size < 0 ? Side.Buy : Side.Sell, 0.05, Math.Abs(size), $"close{trade++}");
        }

        Pass(core);
        core.Market(60_000, 30).Clock(1).Index(60_000);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void Step_OptionsThatNoRoundHasSeen_AreNotKnown()
    {
        var core = new CoreHarness(With(1e9, 1e9)).Start(60_000, 30, s_positions);
        core.Index(60_000);
        Assert.True(double.IsNaN(Limit(core, RiskControl.ScenarioLoss)));
        Assert.Equal(TradingState.Reduce, core.Snapshot.TradingState);
        Assert.Equal(ReasonCode.ScenarioLossAboveLimit, core.Snapshot.StateReason);
        Pass(core);
        Assert.False(double.IsNaN(Limit(core, RiskControl.ScenarioLoss)));
    }

    [Fact]
    public void Step_SameInputs_SameDecisions()
    {
        var first = Run(With(3_000, 0), out _);
        var second = new CoreHarness(With(3_000, 0));
        foreach (var input in first.Inputs)
        {
            second.Send(input);
        }

        Assert.Equal(first.DecisionHash(), second.DecisionHash());
        Assert.Equal(Limit(first, RiskControl.ScenarioLoss), Limit(second, RiskControl.ScenarioLoss));
    }

    [Fact]
    public void Step_Allocates_Nothing()
    {
        var core = Run(With(1e9, 1e9), out _);
        var buffer = new OutputBuffer();
        var clock = core.Event(InputKind.Clock, InstrumentId.None);
        for (var i = 0; i < 200; i++)
        {
            Tick(i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 200; i < 1_000; i++)
        {
            Tick(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Tick(int i)
        {
            clock.ReceivedNanos = core.NowNanos + (i * Nanos.PerMilli);
            clock.Clock = new ClockBody { MonotonicNanos = clock.ReceivedNanos, UtcNanos = clock.ReceivedNanos - CoreHarness.StartNanos + CoreHarness.StartUtcNanos };
            buffer.Clear();
            core.Core.OnEvent(clock, core.Sequence + i, buffer);
        }
    }

    private static IEnumerable<(int Index, double Size)> Options() =>
        s_positions.Skip(1).Select(position => (position.Instrument.Index - CoreHarness.FirstOption.Index, position.Size));

    private static CoreConfig With(double maxScenarioLossUsd, double maxVarUsd)
    {
        var config = CoreHarness.DefaultConfig();
        return config with
        {
            Risk = config.Risk with { MaxScenarioLossUsd = maxScenarioLossUsd, MaxVarUsd = maxVarUsd, GreeksTolerancePct = 100 },
            Underlyings = [config.Underlyings[0] with { BandLowerCoins = 10, BandUpperCoins = 10 }],
        };
    }

    /// <summary>A core with the book, some rounds later; nothing was hedged.</summary>
    private static CoreHarness Run(CoreConfig config, out long valuedNanos)
    {
        var core = new CoreHarness(config).Start(60_000, 30, s_positions);
        valuedNanos = Pass(core);
        core.Index(60_000);
        Assert.Empty(core.Orders);
        return core;
    }

    /// <summary>Returns the venue's time of the last valuation but some milliseconds.</summary>
    private static long Pass(CoreHarness core)
    {
        for (var i = 0; i < 250; i++)
        {
            core.Clock(1);
        }

        return core.UtcNanos;
    }

    private static double Limit(CoreHarness core, RiskControl control)
    {
        var limits = new LimitSnapshot[64];
        var count = core.Core.View.ReadLimits(0, limits);
        return limits.AsSpan(0, count).ToArray().Single(limit => limit.Control == control).Value;
    }

    private static Greeks Greeks(CoreHarness core, int index, double forward, double volatility, long utcNanos)
    {
        _ = core;
        var kind = CoreHarness.Type(index) == OptionType.Call ? OptionKind.Call : OptionKind.Put;
        var years = Nanos.ToYears(CoreHarness.ExpiryUtcNanos(index) - utcNanos);
        Black76.Evaluate(new OptionInput(kind, forward, CoreHarness.Strike(index), years, volatility), out var greeks);
        return greeks;
    }

    /// <summary>Every option in every scenario at once, in coins at today's price.</summary>
    private static double TwinLoss(CoreHarness core, long utcNanos)
    {
        var grid = new ScenarioGrid(new FigureSettings());
        var worst = 0.0;
        for (var cell = 0; cell < ScenarioGrid.Cells; cell++)
        {
            var move = grid.Move(cell);
            var coins = 20_000 / 60_000.0 * (1 - (1 / (1 + move)));
            foreach (var (index, size) in Options())
            {
                var days = (CoreHarness.ExpiryUtcNanos(index) - utcNanos) / (double)Nanos.PerDay;
                var term = Math.Pow(30 / days, days < 30 ? 0.3 : 0.13);
                var vol = 0.6 * (ScenarioGrid.VolStep(cell) switch { < 0 => 1 - (0.25 * term), 0 => 1, _ => 1 + (0.5 * term) });
                var there = 60_000 * (1 + move);
                coins += size * ((Greeks(core, index, there, vol, utcNanos).Price / there) - (Greeks(core, index, 60_000, 0.6, utcNanos).Price / 60_000));
            }

            worst = Math.Max(worst, -60_000 * coins * grid.Weight(cell));
        }

        return worst;
    }
}
