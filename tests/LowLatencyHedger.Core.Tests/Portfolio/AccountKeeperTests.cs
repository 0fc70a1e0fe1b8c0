using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Portfolio;

public sealed class AccountKeeperTests
{
    [Fact]
    public void Positions_FirstReading_IsAdopted()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        Assert.Equal(20_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal(1, core.Snapshot.IsReconciled);
    }

    [Fact]
    public void Fill_ToldTwiceAndOutOfOrder_IsBookedOnce()
    {
        var core = new CoreHarness().Start(60_000, 1);
        var fills = Enumerable.Range(0, 20).Select(i => core.FillEvent(Option(0), Side.Buy, 0.05, 0.1, $"t{i}")).ToList();
        foreach (var fill in fills.Concat(Enumerable.Reverse(fills)).Concat(fills))
        {
            core.Send(fill);
        }

        Assert.Equal(2.0, core.Core.Position(Option(0)).ToDouble());
        Assert.Equal(40, core.Snapshot.DuplicateFills);
        Assert.Equal(20, core.Snapshot.OptionFills);
    }

    [Fact]
    public void Fill_SameKeyOtherContent_IsNotBookedAndReported()
    {
        var core = new CoreHarness().Start(60_000, 1);
        core.Fill(Option(0), Side.Buy, 0.05, 0.1, "t").Fill(Option(0), Side.Buy, 0.05, 0.2, "t");

        Assert.Equal(0.1, core.Core.Position(Option(0)).ToDouble());
        Assert.Contains(core.Last, output => output.Reason == ReasonCode.FillContradiction && output.Severity == AlertSeverity.Critical);
    }

    [Fact]
    public void Positions_HundredsAdjustedAtOnce_AreAllPutOnRecord()
    {
        const int Options = 300;
        var core = new CoreHarness();
        var held = Enumerable.Range(0, Options).Select(i => (Option(i), 1.0 + (i / 10.0))).ToArray();
        core.Start(60_000, Options, held);
        core.Clock((ExpiryUtcNanos(Options - 1) - core.UtcNanos) / 1e6).Clock(121_000).Positions();
        for (var i = 0; i < 5; i++)
        {
            core.Clock(1);
        }

        var told = core.All.Where(output => output.Kind == OutputKind.PositionAdjusted).ToDictionary(output => output.Instrument);
        Assert.Equal(Options, told.Count);
        Assert.All(held, position =>
        {
            Assert.Equal(Quantity.Zero, core.Core.Position(position.Item1));
            Assert.Equal(-position.Item2, told[position.Item1].Amount.ToDouble(), 9);
            Assert.Equal(position.Item2, Quantity.FromRaw(told[position.Item1].Detail).ToDouble(), 9);
            Assert.Equal(ReasonCode.PositionSettled, told[position.Item1].Reason);
        });
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(2e9)]
    [InlineData(double.NaN)]
    public void Fill_AmountThatIsNone_IsRefused(double amount)
    {
        var core = new CoreHarness().Start(60_000, 1);
        core.Fill(Option(0), Side.Buy, 0.05, amount, "t");

        Assert.Equal(Quantity.Zero, core.Core.Position(Option(0)));
        Assert.Contains(core.Last, output => output.Reason == ReasonCode.InputRefused);
    }

    [Fact]
    public void Positions_DifferInThreeReadings_IsBreakAndHaltsUntilResume()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        core.Clock(2_000).Positions((Perpetual, 25_000));
        Assert.Equal(ReasonCode.NotReconciled, core.Snapshot.StateReason);
        core.Clock(1_000).Positions((Perpetual, 25_000));
        Assert.Equal(0, core.Snapshot.PositionBreaks);
        core.Clock(1_000).Positions((Perpetual, 25_000));

        Assert.Equal(1, core.Snapshot.PositionBreaks);
        Assert.Equal(20_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal(ReasonCode.PositionBreak, core.Snapshot.Latch);
        Assert.Contains(core.Last, output => output.Kind == OutputKind.CancelAll);

        core.Control(ControlVerb.Resume);
        Assert.Contains(core.Last, output => output.Kind == OutputKind.QueryPositions);
        core.Positions((Perpetual, 25_000)).Market(60_000);
        Assert.Equal(25_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void Fill_FromJustBeforeTheAdoptedPicture_IsSettledByAnotherPicture()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        core.Session(SessionRole.Trading, SessionState.Down).Session(SessionRole.Trading, SessionState.Ready).Control(ControlVerb.Resume);
        var picture = core.Event(InputKind.Position, Perpetual);
        picture.Flags = InputFlags.SnapshotStart | InputFlags.Last | InputFlags.FromQuery;
        picture.ExchangeTimeUtcNanos += 300_000;
        picture.Position.Size = Quantity.FromDouble(20_000);
        core.Send(picture);
        Assert.Equal(1, core.Snapshot.IsReconciled);

        core.Send(core.FillEvent(Perpetual, Side.Buy, 60_000, 1_000, "t"));
        Assert.Equal(0, core.Snapshot.IsReconciled);
        Assert.Contains(core.Last, output => output.Kind == OutputKind.QueryPositions);
        core.Positions((Perpetual, 21_000));

        Assert.Equal((1, 21_000.0), (core.Snapshot.IsReconciled, core.Core.Position(Perpetual).ToDouble()));
        Assert.Equal(0, core.Snapshot.PositionMismatches);
    }

    [Fact]
    public void Positions_BreakWithPause_GoesOnWhenTheyAgreeAgain()
    {
        var config = DefaultConfig() with { PositionBreak = PositionBreakAction.Alert };
        var core = new CoreHarness(config).Start(60_000, 0, (Perpetual, 20_000));
        for (var i = 0; i < 4; i++)
        {
            core.Clock(1_000).Positions((Perpetual, 25_000));
        }

        Assert.Equal(1, core.Snapshot.PositionBreaks);
        Assert.Equal(ReasonCode.None, core.Snapshot.Latch);
        core.Fill(Perpetual, Side.Buy, 60_000, 5_000, "late").Clock(1_000).Positions((Perpetual, 25_000)).Market(60_000).Clock();
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Theory]
    [InlineData(5_000, true)]
    [InlineData(4_999, false)]
    public void Positions_BreakWithAdopt_IsAdoptedUpToItsLimitAndElseHalts(double limitUsd, bool isAdopted)
    {
        var config = DefaultConfig() with { PositionBreak = PositionBreakAction.Adopt, AdoptUpToUsd = limitUsd };
        var core = new CoreHarness(config).Start(60_000, 0, (Perpetual, 20_000));
        for (var i = 0; i < 3; i++)
        {
            core.Clock(1_500).Positions((Perpetual, 25_000));
        }

        Assert.Equal(isAdopted ? 25_000 : 20_000, core.Core.Position(Perpetual).ToDouble());
        Assert.Equal(isAdopted ? ReasonCode.None : ReasonCode.PositionBreak, core.Snapshot.Latch);
        var adjusted = core.All.Where(output => output.Kind == OutputKind.PositionAdjusted).ToList();
        Assert.Equal(isAdopted ? 1 : 0, adjusted.Count);
        if (isAdopted)
        {
            Assert.Equal((ReasonCode.PositionAdopted, 5_000.0), (adjusted[0].Reason, adjusted[0].Amount.ToDouble()));
            Assert.Equal(Quantity.FromDouble(20_000).Raw, adjusted[0].Detail);
            core.Market(60_000).Clock();
            Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
        }
    }

    [Fact]
    public void Positions_BreakOfAnOption_CountsItsUnderlyingAgainstTheLimit()
    {
        var config = DefaultConfig() with { PositionBreak = PositionBreakAction.Adopt, AdoptUpToUsd = 60_000 };
        var core = new CoreHarness(config).Start(60_000, 2, (Option(0), 1), (Option(1), 1));
        for (var i = 0; i < 3; i++)
        {
            core.Clock(1_500).Market(60_000, 2).Positions((Option(0), 2), (Option(1), 2.1));
        }

        Assert.Equal((2.0, 1.0), (core.Core.Position(Option(0)).ToDouble(), core.Core.Position(Option(1)).ToDouble()));
        Assert.Equal(ReasonCode.PositionBreak, core.Snapshot.Latch);
    }

    [Fact]
    public void Settlement_AfterAReadingWithoutThePosition_BooksItOnceAtItsPrice()
    {
        var (worthless, worth) = (ProfitUsdOfADelivery(0), ProfitUsdOfADelivery(0.031));

        Assert.Equal(2 * 0.031 * 60_000, worth - worthless, 6);
    }

    private static double ProfitUsdOfADelivery(double price)
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 2));
        core.Clock((ExpiryUtcNanos(0) - core.UtcNanos) / 1e6).Clock(1_000).Positions();
        Assert.Equal(2, core.Core.Position(Option(0)).ToDouble());
        core.Clock(5_000);
        Assert.Contains(core.Last, output => output is { Kind: OutputKind.QueryPositions, Detail: 1 });

        var settlement = Settlement(core, 2, price);
        core.Send(settlement);
        Assert.Equal(Quantity.Zero, core.Core.Position(Option(0)));
        var told = Assert.Single(core.Last, output => output.Kind == OutputKind.PositionAdjusted);
        Assert.Equal((ReasonCode.PositionSettled, -2.0), (told.Reason, told.Amount.ToDouble()));

        core.Send(settlement).Positions();
        Assert.DoesNotContain(core.All, output => output.Reason == ReasonCode.SettlementDiffers);
        Assert.Equal(0, core.Snapshot.PositionMismatches);
        return core.Market(60_000).Snapshot.ProfitUsd;
    }

    [Fact]
    public void Settlement_OfAnotherPosition_SettlesAllAndReports()
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 2));
        core.Clock((ExpiryUtcNanos(0) - core.UtcNanos) / 1e6).Clock(1_000);
        core.Send(Settlement(core, 1.5, 0.02));

        Assert.Equal(Quantity.Zero, core.Core.Position(Option(0)));
        Assert.Contains(core.Last, output => output is { Reason: ReasonCode.SettlementDiffers, Severity: AlertSeverity.Critical });
    }

    [Fact]
    public void Settlement_OfAnInstrumentThatHasNotExpired_IsRefused()
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 2));
        core.Send(Settlement(core, 2, 0.02) with { ExchangeTimeUtcNanos = core.UtcNanos });

        Assert.Equal(2, core.Core.Position(Option(0)).ToDouble());
        Assert.Contains(core.Last, output => output.Reason == ReasonCode.InputRefused);
    }

    /// <summary>Every kind, settled in coins or in dollars, by the record's price or, where it has none, by the delivery price.</summary>
    [Theory]
    [InlineData(InstrumentKind.Option, ContractStyle.Inverse, OptionType.Call, true)]
    [InlineData(InstrumentKind.Option, ContractStyle.Inverse, OptionType.Call, false)]
    [InlineData(InstrumentKind.Option, ContractStyle.Inverse, OptionType.Put, true)]
    [InlineData(InstrumentKind.Option, ContractStyle.Inverse, OptionType.Put, false)]
    [InlineData(InstrumentKind.Option, ContractStyle.Linear, OptionType.Call, true)]
    [InlineData(InstrumentKind.Option, ContractStyle.Linear, OptionType.Call, false)]
    [InlineData(InstrumentKind.Option, ContractStyle.Linear, OptionType.Put, true)]
    [InlineData(InstrumentKind.Option, ContractStyle.Linear, OptionType.Put, false)]
    [InlineData(InstrumentKind.Future, ContractStyle.Inverse, OptionType.None, true)]
    [InlineData(InstrumentKind.Future, ContractStyle.Linear, OptionType.None, true)]
    public void Settlement_OfEveryKind_BooksWhatItPays(InstrumentKind kind, ContractStyle style, OptionType type, bool hasPrice)
    {
        const double Index = 61_000;
        const double Strike = 60_000;
        var isInverse = style == ContractStyle.Inverse;
        var isOption = kind == InstrumentKind.Option;
        var core = new CoreHarness().Start();
        var held = new InstrumentId(9);
        var e = core.Event(InputKind.InstrumentDefined, held);
        e.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From("BTC-EXPIRING"), Underlying = CoreHarness.Underlying, Kind = kind, Style = style, OptionType = type,
            Status = TradingStatus.Open, Strike = isOption ? Strike : double.NaN, ExpiryUtcNanos = ExpiryUtcNanos(0),
            ContractSize = Quantity.FromDouble(1), MinTradeAmount = Quantity.FromDouble(1), TickSize = Price.FromDouble(0.0001),
            UpperTickAbove = Price.None, UpperTickSize = Price.None,
        };
        core.Send(e);
        var amount = kind == InstrumentKind.Future && isInverse ? 30_000.0 : 3;
        var paid = !isOption ? 59_000 : isInverse ? 0.01 : 500;
        core.Fill(held, Side.Buy, paid, amount, "bought");
        core.Clock((ExpiryUtcNanos(0) - core.UtcNanos) / 1e6);
        var payoff = Math.Max(type == OptionType.Call ? Index - Strike : Strike - Index, 0);
        var settlement = core.Event(InputKind.Settlement, held);
        settlement.Settlement = new SettlementBody
        {
            Position = Quantity.FromDouble(amount),
            Price = !hasPrice ? 0 : !isOption ? Index : isInverse ? payoff / Index : payoff,
            IndexPrice = Index,
        };
        core.Send(settlement).Clock(1).Market(Index);

        var expectedUsd = isOption
            ? amount * (isInverse ? (payoff / Index - paid) * Index : payoff - paid)
            : isInverse ? amount * ((1 / paid) - (1 / Index)) * Index : amount * (Index - paid);
        Assert.Equal(Quantity.Zero, core.Core.Position(held));
        Assert.Equal(expectedUsd, core.Snapshot.ProfitUsd, 1e-6 * Math.Abs(expectedUsd));
        Assert.DoesNotContain(core.All, static output => output.Reason is ReasonCode.SettlementDiffers or ReasonCode.PositionBreak);
    }

    [Theory]
    [InlineData(true, AlertSeverity.Info)]
    [InlineData(false, AlertSeverity.Critical)]
    public void Settlement_OfAFutureThatOptionsWentInto_IsNoContradiction(bool hasOptions, AlertSeverity severity)
    {
        var core = new CoreHarness().Start(60_000, 1, (DatedFuture, 1_000));
        if (hasOptions)
        {
            core.Fill(Option(0), Side.Buy, 0.05, 1, "option");
        }

        var before = core.UtcNanos;
        core.Clock((ExpiryUtcNanos(0) - before) / 1e6);

        // Before the records come, a reading already shows the future with what it took in.
        core.Positions((DatedFuture, 51_000));
        var settlement = core.Event(InputKind.Settlement, DatedFuture);
        settlement.Settlement = new SettlementBody { Position = Quantity.FromDouble(51_000), Price = 60_000, IndexPrice = 60_000 };
        core.Send(settlement).Positions();

        Assert.Equal(Quantity.Zero, core.Core.Position(DatedFuture));
        Assert.Equal(severity, Assert.Single(core.All, static output => output.Reason == ReasonCode.SettlementDiffers).Severity);
        Assert.Equal((0L, 0L), (core.Snapshot.PositionBreaks, core.Snapshot.PositionMismatches));
    }

    private static InputEvent Settlement(CoreHarness core, double position, double price)
    {
        var e = core.Event(InputKind.Settlement, Option(0)) with { ExchangeTimeUtcNanos = ExpiryUtcNanos(0) };

        // Worthless is what is delivered at its strike.
        e.Settlement = new SettlementBody { Position = Quantity.FromDouble(position), Price = price, IndexPrice = price > 0 ? 60_000 : Strike(0) };
        return e;
    }

    [Fact]
    public void Positions_OfADeliveredOption_AreTakenAndRecordedAndAreNoBreak()
    {
        var core = new CoreHarness().Start(60_000, 1, (Option(0), 1), (DatedFuture, 1_000));
        core.Clock((ExpiryUtcNanos(0) - core.UtcNanos) / 1e6).Clock(121_000).Positions();

        Assert.Equal(Quantity.Zero, core.Core.Position(Option(0)));
        Assert.Equal(Quantity.Zero, core.Core.Position(DatedFuture));
        Assert.Equal(0, core.Snapshot.PositionBreaks + core.Snapshot.PositionMismatches);
        Assert.Equal(2, core.Last.Count(output => output is { Kind: OutputKind.PositionAdjusted, Reason: ReasonCode.PositionSettled }));
    }

    [Fact]
    public void Positions_JustAfterAFill_AreNotCompared()
    {
        var core = new CoreHarness().Start(60_000, 1);
        core.Clock(1_000).Fill(Option(0), Side.Buy, 0.05, 0.1, "t").Clock(500).Positions();

        Assert.Equal(0, core.Snapshot.PositionMismatches);
        Assert.Equal(1, core.Snapshot.IsReconciled);
    }

    [Fact]
    public void Positions_WhileAnOrderIsOut_AreNotCompared()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));
        core.Clock(2_000).Positions((Perpetual, 20_000));
        Assert.Equal(0, core.Snapshot.PositionMismatches);
    }

    [Fact]
    public void Positions_Connected_AreReadPeriodically()
    {
        var core = new CoreHarness().Start();
        for (var i = 0; i < 31; i++)
        {
            core.Clock(1_000);
            if (core.Last.Any(output => output.Kind == OutputKind.QueryPositions))
            {
                core.Positions();
            }
        }

        Assert.InRange(core.All.Count(output => output.Kind == OutputKind.QueryPositions), 3, 4);
    }

    [Fact]
    public void Session_TradingDown_NeedsAgreementBeforeOrders()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        core.Session(SessionRole.Trading, SessionState.Down).Session(SessionRole.Trading, SessionState.Ready).Market(60_000);
        Assert.Equal(ReasonCode.NotReconciled, core.Snapshot.StateReason);
        core.Clock(1).Positions((Perpetual, 20_000));
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }
}
