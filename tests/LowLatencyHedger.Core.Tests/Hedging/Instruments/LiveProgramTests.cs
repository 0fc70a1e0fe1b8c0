using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Instruments;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Hedging.Instruments;

public sealed class LiveProgramTests
{
    private const double Price = 60_000;
    private const double Vol = 0.6;
    private const int Options = 8;

    /// <summary>A put of 60,000 for 7 days.</summary>
    private const int Leg = 5;

    private static CoreHarness Harness(HedgeProgramSettings program)
    {
        var config = CoreHarness.DefaultConfig();
        return new CoreHarness(config with
        {
            Underlyings = [config.Underlyings[0] with { HedgeProgram = program }],
            Risk = config.Risk with
            {
                AllowedInstruments = ["BTC-PERPETUAL", $"BTC-OPTION-{Leg}"],
                MaxOrderNotionalUsd = 3e6,
                MaxOpenNotionalUsd = 6e6,
                MaxPositionUsd = 1e7,
                MaxGrossNotionalUsd = 4e7,
            },
        });
    }

    private static HedgeProgramSettings On(double aversion = 1e-4, double maxOrder = 5) => new()
    {
        Instruments = [$"BTC-OPTION-{Leg}"], IntervalSeconds = 5, Aversion = aversion, MaxOrderCoins = maxOrder, MaxPositionCoins = 30,
    };

    private static double LegMark(CoreHarness core)
    {
        Black76.Evaluate(Input(core, Leg), out var greeks);
        return Math.Round(greeks.Price / Price, 4);
    }

    private static OptionInput Input(CoreHarness core, int option) => new(
        (OptionKind)CoreHarness.Type(option),
        Price,
        CoreHarness.Strike(option),
        Nanos.ToYears(CoreHarness.ExpiryUtcNanos(option) - core.UtcNanos),
        Vol);

    private static void Second(CoreHarness core, double legSpread = 0.0004)
    {
        core.Clock(1_000).Market(Price, Options, Vol);
        var mark = LegMark(core);
        core.BookOf(CoreHarness.Option(Leg), mark, 20, legSpread, 0.0001);
        var e = core.Event(InputKind.Ticker, CoreHarness.Option(Leg));
        e.Ticker = TickerBody.Unknown;
        e.Ticker.MarkPrice = mark;
        e.Ticker.MarkIv = Vol;
        e.Ticker.UnderlyingPrice = Price;
        e.Ticker.MinPrice = Primitives.Price.FromDouble(0.0001);
        e.Ticker.MaxPrice = Primitives.Price.FromDouble(0.2);
        e.Ticker.Status = TradingStatus.Open;
        core.Send(e);
    }

    /// <summary>Runs on, with every order filled whole. Returns them.</summary>
    private static List<OutputEvent> Run(CoreHarness core, int seconds)
    {
        var orders = new List<OutputEvent>();
        for (var i = 0; i < seconds; i++)
        {
            Second(core);
            while (core.Snapshot.UnresolvedOrders > 0)
            {
                var order = core.Orders.Last();
                orders.Add(order);
                core.FillWhole(order);
            }
        }

        return orders;
    }

    private static CoreHarness Short(HedgeProgramSettings program) =>
        Harness(program).Start(Price, Options, (CoreHarness.Option(4), -20), (CoreHarness.Option(6), -20));

    [Fact]
    public void Default_IsOff()
    {
        Assert.All(Run(Short(new HedgeProgramSettings { Instruments = [$"BTC-OPTION-{Leg}"] }), 30), order => Assert.Equal(CoreHarness.Perpetual, order.Instrument));
    }

    [Fact]
    public void ShortGamma_AverseEnough_BuysTheOptionAndHedgesItsDelta()
    {
        var core = Short(On());
        var orders = Run(core, 90);
        var legs = orders.Where(order => order.Instrument == CoreHarness.Option(Leg)).ToList();
        Assert.NotEmpty(legs);
        Assert.All(legs, order =>
        {
            Assert.Equal(Side.Buy, order.Side);
            Assert.Equal(TimeInForce.ImmediateOrCancel, order.TimeInForce);
            Assert.Equal(ReasonCode.ProgramTrade, order.Reason);
            Assert.InRange(order.Amount.ToDouble(), 0.1, 5);
        });
        Assert.InRange(core.Snapshot.NetDelta, -0.51, 0.51);
        Assert.InRange(core.Core.Position(CoreHarness.Option(Leg)).ToDouble(), 1, 30);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);

        // Nothing is to be gained any more, and nothing is traded to and fro.
        Assert.Empty(Run(core, 60));
    }

    [Fact]
    public void ShortGamma_HardlyAverse_LeavesItToTheFuture() =>
        Assert.DoesNotContain(Run(Short(On(aversion: 1e-9)), 60), order => order.Instrument == CoreHarness.Option(Leg));

    [Fact]
    public void LongGamma_AverseEnough_SellsTheOption()
    {
        var core = Harness(On()).Start(Price, Options, (CoreHarness.Option(4), 20), (CoreHarness.Option(6), 20));
        var legs = Run(core, 60).Where(order => order.Instrument == CoreHarness.Option(Leg)).ToList();
        Assert.NotEmpty(legs);
        Assert.All(legs, order => Assert.Equal(Side.Sell, order.Side));
    }

    [Fact]
    public void Trade_OfTheLiveProgram_IsThatOfTheWholeBookAtOnce()
    {
        // The twin: exposures added up in one loop over the positions as they were when the order was decided.
        var core = Short(On(maxOrder: 30));
        OutputEvent? found = null;
        while (found is null && core.UtcNanos - CoreHarness.StartUtcNanos < 60 * Nanos.PerSecond)
        {
            Second(core);
            foreach (var order in core.Last.Concat(core.All).Where(order => order.Kind == OutputKind.PlaceOrder).DistinctBy(order => order.Ref).ToList())
            {
                if (order.Instrument == CoreHarness.Option(Leg))
                {
                    found = order;
                }
                else if (core.Snapshot.UnresolvedOrders > 0)
                {
                    core.FillWhole(order);
                }
            }
        }

        Assert.NotNull(found);
        var program = new HedgeProgram();
        FactorLoads book = default;
        var options = 0.0;
        foreach (var option in (int[])[4, 6])
        {
            Assert.True(RiskFactors.AddOption(Input(core, option), -20, 0.1, ref book, out var greeks));
            options -= 20 * greeks.PremiumAdjustedDelta;
        }

        var slack = found.Value.DeltaBefore;
        RiskFactors.AddCoins(slack - options, Price, 0.1, ref book);
        book[0] = slack * Price / 100;
        for (var i = 0; i < RiskFactors.Count; i++)
        {
            program.Exposures[i] = book[i];
        }

        var settings = new SettingValues(core.Config);
        RiskFactors.SetCovariances(program, Vol, settings, 0);
        program.Legs[0] = new HedgeLeg { Cost = (0.0005 * Price) + 0.25, Lower = -1e9, Upper = 1e9 };
        RiskFactors.AddCoins(1, Price, 0.1, ref program.Legs[0].Factors);
        program.Legs[1] = new HedgeLeg { Cost = (0.0002 * Price) + (0.0005 * Price), Lower = -30, Upper = 30, Lot = 0.1 };
        Assert.True(RiskFactors.AddOption(Input(core, Leg), 1, 0.1, ref program.Legs[1].Factors, out var leg));
        program.Legs[1].Factors[0] = leg.PremiumAdjustedDelta * Price / 100;
        Assert.True(program.Solve(2, RiskFactors.Count, 1e-4));
        program.RoundToLots();
        Assert.InRange(found.Value.Amount.ToDouble(), Math.Min(program.Legs[1].Trade, 20) - 0.21, Math.Min(program.Legs[1].Trade, 20) + 0.21);
    }

    [Fact]
    public void WideSpread_CostsMore_TradesLess()
    {
        var core = Short(On(aversion: 2e-5));
        for (var i = 0; i < 60; i++)
        {
            Second(core, legSpread: 0.004);
            foreach (var order in core.Orders.Where(_ => core.Snapshot.UnresolvedOrders > 0).TakeLast(1).ToList())
            {
                Assert.Equal(CoreHarness.Perpetual, order.Instrument);
                core.FillWhole(order);
            }
        }
    }

    [Fact]
    public void OptionOrder_Unresolved_KeepsTheDeltaPolicyWaitingAndCountsInTheWorstCase()
    {
        var core = Short(On());
        OutputEvent leg = default;
        for (var i = 0; i < 60 && leg.Kind != OutputKind.PlaceOrder; i++)
        {
            Second(core);
            foreach (var order in core.Orders.Where(_ => core.Snapshot.UnresolvedOrders > 0).TakeLast(1).ToList())
            {
                leg = order.Instrument == CoreHarness.Option(Leg) ? order : leg;
                core = order.Instrument == CoreHarness.Option(Leg) ? core : core.FillWhole(order);
            }
        }

        Assert.Equal(OutputKind.PlaceOrder, leg.Kind);
        var snapshot = core.Snapshot;
        Assert.Equal(1, snapshot.UnresolvedOrders);

        // Buying puts sells delta.
        Assert.Equal(leg.DeltaAfter - leg.DeltaBefore, snapshot.NetDeltaLow - snapshot.NetDelta, 0.05);
        Assert.Equal(snapshot.NetDelta, snapshot.NetDeltaHigh, 9);
        var orders = core.Orders.Count();
        core.Fill(CoreHarness.Perpetual, Side.Buy, Price, 90_000, "x");
        Assert.Equal(orders, core.Orders.Count());
        core.FillWhole(leg);
        Assert.True(core.Orders.Count() > orders);
    }
}
