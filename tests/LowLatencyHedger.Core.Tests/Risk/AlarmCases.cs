using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Tests.Configuration;
using LowLatencyHedger.Core.Tests.Hedging;
using LowLatencyHedger.Core.Tests.Hedging.Instruments;
using LowLatencyHedger.Core.Tests.Portfolio;
using LowLatencyHedger.Core.Tests.Recovery;
using LowLatencyHedger.Core.Tests.Risk.Figures;
using LowLatencyHedger.Core.Tests.Volatility;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>How each thing that the core tells an operator comes about, or why it is no alarm.</summary>
internal static class AlarmCases
{
    private const double Price = 60_000;
    private const int Milli = (int)Nanos.PerMilli;

    private static readonly EngineHealthBody s_healthy = new() { DiskFreeMebibytes = 5_000 };

    /// <summary>What makes the core tell it, within five seconds of the end of the provocation.</summary>
    public static IReadOnlyDictionary<ReasonCode, AlarmCase> Provoked { get; } = new Dictionary<ReasonCode, AlarmCase>
    {
        // Connections, market and the engine itself.
        [ReasonCode.Reconciled] = new(static core => core.Start()) { IsStarted = false },
        [ReasonCode.NotReconciled] = new(static core => core.Session(SessionRole.Trading, SessionState.Down).Session(SessionRole.Trading, SessionState.Ready)),
        [ReasonCode.TradingSessionDown] = new(static core => core.Session(SessionRole.Trading, SessionState.Down)),
        [ReasonCode.MarketDataDown] = new(static core => core.Session(SessionRole.MarketData, SessionState.Down)),
        [ReasonCode.BookStale] = new(static core => core.Clock(1_001)) { IsRefreshed = false },
        [ReasonCode.IndexStale] = new(static core => core.Clock(3_001).Book(Price)) { IsRefreshed = false },
        [ReasonCode.GreeksStale] = new(static core => core.MarkVol(0, 1e5)) { Options = 1, Positions = [(Option(0), 1)] },
        [ReasonCode.ForwardMissing] = new(static core => HoldUnquoted(core)),
        [ReasonCode.InstrumentNotOpen] = new(static core => Status(core, TradingStatus.Halted)),
        [ReasonCode.PlatformLocked] = new(static core => Lock(core)),
        [ReasonCode.SpreadTooWide] = new(static core => core.Book(Price, spread: 200)),
        [ReasonCode.ExpiryBlackout] = new(static core => core.Clock(((ExpiryUtcNanos(0) - core.UtcNanos) / 1e6) - 10_000).Market(Price, 1))
        {
            Options = 1, Positions = [(Option(0), 1)],
        },
        [ReasonCode.EquityUnknown] = new(static core => core.Start(Price, 0, (Perpetual, 60_000)))
        {
            IsStarted = false, TellsPortfolio = false, Underlying = static u => u with { Numeraire = Numeraire.Usd },
        },
        [ReasonCode.ProfitUnknown] = new(static core => core.MarkVol(0, 1e5))
        {
            Options = 1, Positions = [(Option(0), 1)], Risk = static r => r with { MaxDrawdownUsd = 1e6 },
        },
        [ReasonCode.DeltaStepUnconfirmed] = new(static core => core.OptionTicker(0, 42_000, 0.1).Clock(1))
        {
            Options = 1, Positions = [(Option(0), 0.5)], Risk = static r => r with { MaxDeltaStepBands = 0.2 },
        },
        [ReasonCode.ClockOffsetTooLarge] = new(static core => core.Clock(1, 501 * Milli)) { IsRefreshed = false },
        [ReasonCode.EngineHealthUnknown] = new(static core => core.Health(s_healthy).Clock(5_001).Market(Price).Clock(0)),
        [ReasonCode.LoopLagAboveLimit] = new(static core => core.Clock(200).Market(Price).Clock(251))
        {
            Risk = static r => r with { MaxLoopLagMillis = 250 },
        },
        [ReasonCode.JournalLagAboveLimit] = new(static core => core.Health(s_healthy with { JournalLagNanos = 201 * Milli })),
        [ReasonCode.RingUseAboveLimit] = new(static core => core.Health(s_healthy with { RingUsePct = 51 })),
        [ReasonCode.DiskSpaceBelowLimit] = new(static core => core.Health(s_healthy with { DiskFreeMebibytes = 1 })),
        [ReasonCode.JournalBroken] = new(static core => core.Health(s_healthy with { IsJournalBroken = true })),

        // Limits of the book.
        [ReasonCode.NetDeltaAboveLimit] = new(static core => core.Start(Price, 0, (Perpetual, 1_500_000))) { IsStarted = false },
        [ReasonCode.PositionAboveLimit] = new(static core => core.Start(Price, 0, (Perpetual, 2_500_000)))
        {
            IsStarted = false, Underlying = static u => u with { MaxNetDeltaCoins = 1_000 },
        },
        [ReasonCode.GrossNotionalAboveLimit] = new(static core => core.Start(Price, 0, (Perpetual, 5_000_000)))
        {
            IsStarted = false, Underlying = static u => u with { MaxNetDeltaCoins = 1_000 }, Risk = static r => r with { MaxPositionUsd = 1e8 },
        },
        [ReasonCode.AvailableFundsBelowLimit] = new(static core => core.Portfolio(100, availableFunds: 19)),
        [ReasonCode.MarginRatioAboveLimit] = new(static core => core.Portfolio(100, 80, 51)),
        [ReasonCode.HaltMarginRatioExceeded] = new(static core => core.Portfolio(100, 80, 71)),
        [ReasonCode.MarginAboveFunds] = new(static core => core.Portfolio(0.1, availableFunds: 0.033, maintenanceMargin: 0)
            .Fill(DatedFuture, Side.Buy, Price, 120_000, "t1").DatedTicker(Price).Market(Price)),
        [ReasonCode.GammaAboveLimit] = OfAnOption(static u => u with { MaxDollarGammaUsd = 1 }),
        [ReasonCode.VegaAboveLimit] = OfAnOption(static u => u with { MaxVegaUsd = 1 }),
        [ReasonCode.ThetaAboveLimit] = OfAnOption(static u => u with { MaxThetaUsd = 1 }),
        [ReasonCode.ExpiryDeltaAboveLimit] = OfAnOption(static u => u with { MaxExpiryDeltaCoins = 0.1 }),
        [ReasonCode.ExpiryGammaAboveLimit] = OfAnOption(static u => u with { MaxExpiryDollarGammaUsd = 1 }),
        [ReasonCode.ExpiryVegaAboveLimit] = OfAnOption(static u => u with { MaxExpiryVegaUsd = 1 }),
        [ReasonCode.ExpiryThetaAboveLimit] = OfAnOption(static u => u with { MaxExpiryThetaUsd = 1 }),
        [ReasonCode.BandBelowLot] = new(static core => core.Start())
        {
            IsStarted = false, Underlying = static u => u with { BandLowerCoins = 0.00005, BandUpperCoins = 0.00005 },
        },
        [ReasonCode.LimitBelowLot] = new(static core => core.Start()) { IsStarted = false, Underlying = static u => u with { MaxOrderAmount = 5 } },
        [ReasonCode.LossAboveLimit] = Losing(static r => r with { MaxLossUsd = 100 }),
        [ReasonCode.DailyLossAboveLimit] = Losing(static r => r with { MaxDailyLossUsd = 100 }),
        [ReasonCode.DrawdownAboveLimit] = Losing(static r => r with { MaxDrawdownUsd = 100 }),
        [ReasonCode.DeltaOutOfBand] = new(static core =>
        {
            core.Control(ControlVerb.Halt).Fill(Perpetual, Side.Buy, Price, 120_000, "x");
            for (var second = 0; second < 60; second++)
            {
                core.Clock(1_000).Market(Price);
            }
        }),

        // Orders.
        [ReasonCode.OrderTimedOut] = Ordered(static (core, _) => core.Clock(1_001)),
        [ReasonCode.UnknownOrdersAboveLimit] = Ordered(static (core, _) => core.Clock(1_001)),
        [ReasonCode.OrderOutcomeUnknown] = Ordered(static (core, order) => core.Reject(order, RejectClass.Ambiguous)),
        [ReasonCode.OrderStillUnknown] = Ordered(static (core, order) => core.Reject(order, RejectClass.Ambiguous).Clock(30_001)),
        [ReasonCode.OrderResolved] = Ordered(static (core, order) => core.Reject(order, RejectClass.Ambiguous).Clock(5_000).NotFound(order)
            .Clock(2_100).Positions((Perpetual, 120_000)).NotFound(order)),
        [ReasonCode.OrderRejected] = Ordered(static (core, order) => core.Reject(order, RejectClass.Definite)),
        [ReasonCode.RejectRun] = Ordered(static (core, order) => core.Reject(order, RejectClass.Definite)) with { Risk = static r => r with { MaxRejectRun = 1 } },
        [ReasonCode.UnfilledOrder] = Ordered(static (core, order) => core.Update(order, OrderState.Cancelled, 0)) with
        {
            Risk = static r => r with { MaxUnfilledRun = 1 },
        },
        [ReasonCode.UnfilledRunAboveLimit] = Ordered(static (core, order) => core.Update(order, OrderState.Cancelled, 0)) with
        {
            Risk = static r => r with { MaxUnfilledRun = 1 },
        },
        [ReasonCode.OrderAltered] = Ordered(static (core, order) =>
            core.Update(order with { Price = Primitives.Price.FromDouble(order.Price.ToDouble() - 1) }, OrderState.Open, 0)),
        [ReasonCode.FillContradiction] = Ordered(static (core, order) =>
            core.Fill(Perpetual, Side.Sell, Price, 10, "x", order.Ref).Fill(Perpetual, Side.Sell, Price + 1, 10, "x", order.Ref)),
        [ReasonCode.LateFill] = Ordered(static (core, order) => core.FillWhole(order).Fill(Perpetual, order.Side, Price, 10, "late", order.Ref)),
        [ReasonCode.ForeignOrder] = Ordered(static (core, order) => core.Update(order with { Ref = new OrderRef(6, 1) }, OrderState.Open, 0)),
        [ReasonCode.OrdersPerMinuteAboveLimit] = Ordered(static (core, order) => core.FillWhole(order)) with
        {
            Positions = [(Perpetual, 400_000)], Risk = static r => r with { MaxOrdersPerMinute = 1 },
        },
        [ReasonCode.OrdersPerDayAboveLimit] = Ordered(static (core, order) => core.FillWhole(order).Clock(61_000).Market(Price)) with
        {
            Positions = [(Perpetual, 400_000)], Risk = static r => r with { MaxOrdersPerMinute = 1, MaxOrdersPerDay = 1 },
        },
        [ReasonCode.RepeatedHedges] = Ordered(static (core, order) => core.Update(order, OrderState.Cancelled, 0).Clock(6_000).Market(Price)) with
        {
            Risk = static r => r with { MaxHedgesOutsideBand = 1, DuplicateWindowMillis = 0 },
        },
        [ReasonCode.PriceOutsideCollar] = OutsideTheCollar(static _ => { }),
        [ReasonCode.CollarPause] = OutsideTheCollar(static core => core.Clock(100).Book(Price).Index(60_200)),
        [ReasonCode.PricesOutsideCollar] = OutsideTheCollar(static core =>
        {
            for (var i = 2; i <= 5; i++)
            {
                core.Clock(500).Book(Price).Index(60_200).Ticker(Price).Index(60_200).Clock(501).Book(Price).Index(60_200);
            }
        }),

        // The account.
        [ReasonCode.PositionUnmodelled] = new(static core => Notice(core, ReasonCode.InstrumentUnknown)),
        [ReasonCode.InstrumentUnknown] = new(static core => Notice(core, ReasonCode.InstrumentUnknown)),
        [ReasonCode.QuotesProtected] = new(static core => Notice(core, ReasonCode.QuotesProtected)),
        [ReasonCode.InstrumentChanged] = new(static core => ChangeTick(core)),
        [ReasonCode.ExternalFill] = new(static core => core.Fill(Perpetual, Side.Buy, Price, 10, "x")),
        [ReasonCode.ExternalOrder] = new(static core => core.Update(new OutputEvent { Instrument = Perpetual }, OrderState.Open, 0, "x")),
        [ReasonCode.FillFoundLate] = new(static core =>
            core.Send(core.FillEvent(Perpetual, Side.Buy, Price, 10, "x") with { Flags = InputFlags.FromQuery })),
        [ReasonCode.AccountLiquidated] = new(static core => Liquidate(core)),
        [ReasonCode.FillOfUnknownOrder] = new(static core => core.Fill(Perpetual, Side.Buy, Price, 10, "x", new OrderRef(6, 1))),
        [ReasonCode.EpochInUse] = new(static core => core.Fill(Perpetual, Side.Buy, Price, 10, "x", new OrderRef(8, 1))),
        [ReasonCode.DuplicateFill] = new(static core => TellForgotten(core)),
        [ReasonCode.PositionBreak] = new(static core => Differ(core)),
        [ReasonCode.PositionAdopted] = new(static core => Differ(core))
        {
            Configure = static c => c with { PositionBreak = PositionBreakAction.Adopt, AdoptUpToUsd = 60_000 },
        },
        [ReasonCode.AccountLocked] = new(static core => core.Control(ControlVerb.Halt, reasonCode: (int)ReasonCode.AccountLocked)),
        [ReasonCode.InputRefused] = new(static core => core.Control((ControlVerb)200)),

        // Commands.
        [ReasonCode.OperatorHalt] = new(static core => core.Control(ControlVerb.Halt)),
        [ReasonCode.OperatorReduce] = new(static core => core.Control(ControlVerb.Reduce)),
        [ReasonCode.OperatorResume] = new(static core => core.Control(ControlVerb.Halt).Control(ControlVerb.Resume)),
        [ReasonCode.ResumeWithoutReason] = new(static core => core.Control(ControlVerb.Halt).Control(ControlVerb.Resume, reasonCode: 0)),
        [ReasonCode.Shutdown] = new(static core => core.Control(ControlVerb.Shutdown)),
        [ReasonCode.Flattening] = new(static core => core.Control(ControlVerb.Flatten)) { Positions = [(Perpetual, 20_000)] },
        [ReasonCode.Flattened] = new(static core => core.FillWhole(core.Control(ControlVerb.Flatten).Orders.Single())) { Positions = [(Perpetual, 20_000)] },
    };

    /// <summary>A test of its own needs more than a line to bring it about.</summary>
    public static IReadOnlyDictionary<ReasonCode, string> ShownElsewhere { get; } = new Dictionary<ReasonCode, string>
    {
        [ReasonCode.TurnoverAboveLimit] = nameof(MemoryTests.Turnover_HedgedAgainAndAgainWithoutAMove_GrowsAndAMoveDoesNot),
        [ReasonCode.OversizedOrders] = nameof(MemoryTests.RecentBreaches_OnlyWithinAMinute_Count) + ": the sizer cuts to the limit, so no input leads to it",
        [ReasonCode.ScenarioLossAboveLimit] = nameof(RiskFiguresTests.Step_LossAboveItsLimit_OnlyReduces),
        [ReasonCode.ValueAtRiskAboveLimit] = nameof(RiskFiguresTests.Step_LossAboveItsLimit_OnlyReduces),
        [ReasonCode.OptionGreeksDiffer] = nameof(GreekGuardTests.Tickers_BeyondTheTolerance_AlarmAndReduceAfterSomeSeconds),
        [ReasonCode.NetDeltaDiffersFromVenue] = nameof(GreekGuardTests.Portfolio_BeyondTheTolerance_AlarmsAndReduces),
        [ReasonCode.SmileUnusable] = nameof(VolatilitySurfaceTests.Refit_WithoutQuotes_GoesBackToTheVenueAndSaysSo),
        [ReasonCode.SmileUsable] = nameof(VolatilitySurfaceTests.Refit_WithoutQuotes_GoesBackToTheVenueAndSaysSo),
        [ReasonCode.PriceJumped] = nameof(HedgeGuardTests.Decide_Gap_TakesShortGammaToTheCentreAndLetsLongGammaWait),
        [ReasonCode.HedgeSidesFlip] = nameof(HedgeGuardTests.FeedbackGuard_FourFlipsWithinAMinute_IsCautiousForAMinute),
        [ReasonCode.OwnImpact] = nameof(HedgeGuardTests.Hedge_OwnImpactThatWouldLeadToMore_IsSmallerAndWaits),
        [ReasonCode.HedgeInstrumentChanged] = nameof(DeltaChoiceTests.Hedge_FutureCheaperForAWhile_TradesTheFuture),
        [ReasonCode.OrderFromBefore] = nameof(RestoreTests.RestoredOrder_FreezesItsInstrumentUntilItsEndIsProven),
        [ReasonCode.RestoreIncomplete] = nameof(RestoreTests.Restored_LessThanAnnounced_IsToldAsCritical),
        [ReasonCode.SettlementDiffers] = nameof(AccountKeeperTests.Settlement_OfAFutureThatOptionsWentInto_IsNoContradiction),
        [ReasonCode.SettingUnknown] = nameof(LiveChangeTests.Change_Refused_LeavesAllAsItWas),
        [ReasonCode.SettingOutOfRange] = nameof(LiveChangeTests.Change_Refused_LeavesAllAsItWas),
        [ReasonCode.SettingsContradict] = nameof(LiveChangeTests.Change_Refused_LeavesAllAsItWas),
        [ReasonCode.SettingChangeIncomplete] = nameof(LiveChangeTests.Change_PartsMissingOrMixed_IsRefusedAndTheNextOneWorks),
        [ReasonCode.SlippageAboveCap] = nameof(OrderSizerTests),
    };

    /// <summary>Nothing that somebody has to be told of, and why.</summary>
    public static IReadOnlyDictionary<ReasonCode, string> NoAlarms { get; } = Exempt();

    private static Dictionary<ReasonCode, string> Exempt()
    {
        var exempt = new Dictionary<ReasonCode, string>
        {
            [ReasonCode.None] = "nothing",
            [ReasonCode.Halted] = "the answer to a command",
            [ReasonCode.OperatorCancelAll] = "the cause of a cancel that a command has answered",
            [ReasonCode.PositionSettled] = "the cause of a recorded change of a position",
            [ReasonCode.CoreFault] = "told by the engine when the core's agent fails",
        };
        foreach (var reason in (ReadOnlySpan<ReasonCode>)
            [ReasonCode.HaltByFile, ReasonCode.HaltBySignal, ReasonCode.HaltFromBefore])
        {
            exempt[reason] = "the way of a halt, which is told as an operator's with this as its detail";
        }

        foreach (var reason in (ReadOnlySpan<ReasonCode>)
            [ReasonCode.DeltaAboveBand, ReasonCode.DeltaBelowBand, ReasonCode.HedgeClockDue, ReasonCode.PriceMoveReached, ReasonCode.SlackExpected,
            ReasonCode.HedgeRoundOpen, ReasonCode.FutureExpires, ReasonCode.ProgramTrade])
        {
            exempt[reason] = "why an order was sent: on the order";
        }

        foreach (var reason in (ReadOnlySpan<ReasonCode>)
            [ReasonCode.RepegDue, ReasonCode.PassiveTimeUp, ReasonCode.OuterBoundLeft, ReasonCode.OrderNotWanted])
        {
            exempt[reason] = "why a resting order was cancelled: on the cancel";
        }

        return exempt;
    }

    private static AlarmCase OfAnOption(Func<UnderlyingConfig, UnderlyingConfig> limit) => new(static core => core.Start(Price, 1, (Option(0), 1)))
    {
        IsStarted = false, Options = 1, Underlying = limit,
    };

    private static AlarmCase Losing(Func<RiskLimits, RiskLimits> limit) =>
        new(static core => core.Fill(Perpetual, Side.Buy, Price, 20_000, "x").Market(59_000).Clock(1).Market(59_000).Clock(1)) { Risk = limit };

    private static AlarmCase Ordered(Action<CoreHarness, OutputEvent> then) =>
        new(core => then(core, core.Orders.Single())) { Positions = [(Perpetual, 120_000)] };

    private static AlarmCase OutsideTheCollar(Action<CoreHarness> then) => new(core =>
    {
        core.Index(60_200).Fill(Perpetual, Side.Buy, Price, 120_000, "x");
        then(core);
    })
    {
        IsRefreshed = false, Risk = static r => r with { PriceCollarBps = 20 },
    };

    private static void HoldUnquoted(CoreHarness core)
    {
        var e = core.Inputs.Last(static input => input.Kind == InputKind.InstrumentDefined && input.Instrument == DatedFuture);
        e.Instrument = Option(5);
        e.InstrumentDefined.Name = InlineText32.From("BTC-UNQUOTED");
        e.InstrumentDefined.Kind = InstrumentKind.Option;
        e.InstrumentDefined.OptionType = OptionType.Call;
        e.InstrumentDefined.Strike = Price;
        core.Send(e).Fill(Option(5), Side.Buy, 0.05, 1, "x").MarkVol(5, 0.6).Clock(1).Market(Price);
    }

    private static void Status(CoreHarness core, TradingStatus status)
    {
        var e = core.Event(InputKind.InstrumentState, Perpetual);
        e.InstrumentState.Status = status;
        core.Send(e);
    }

    private static void Lock(CoreHarness core)
    {
        var e = core.Event(InputKind.PlatformState, InstrumentId.None);
        e.PlatformState = new PlatformStateBody { Underlying = Underlying, Locked = true };
        core.Send(e);
    }

    private static void Notice(CoreHarness core, ReasonCode reason)
    {
        var e = core.Event(InputKind.Notice, InstrumentId.None);
        e.Notice = new NoticeBody { Reason = reason, Underlying = Underlying };
        core.Send(e);
    }

    private static void Liquidate(CoreHarness core)
    {
        var e = core.FillEvent(Perpetual, Side.Sell, Price, 10, "x");
        (e.Fill.Liquidity, e.Fill.Liquidated) = (Liquidity.Taker, LiquidatedSides.Taker);
        core.Send(e);
    }

    private static void ChangeTick(CoreHarness core)
    {
        var e = core.Inputs.Last(static input => input.Kind == InputKind.InstrumentDefined && input.Instrument == Perpetual);
        e.InstrumentDefined.TickSize = Primitives.Price.FromDouble(1);
        core.Send(e);
    }

    private static void TellForgotten(CoreHarness core)
    {
        var e = core.Event(InputKind.Restored, InstrumentId.None);
        e.Restored = new RestoredBody { Epoch = 6, IsAdopted = true, FillsForgottenUtcNanos = core.UtcNanos };
        core.Send(e).Fill(Perpetual, Side.Buy, Price, 10, "x");
    }

    private static void Differ(CoreHarness core)
    {
        core.Clock(2_000);
        for (var reading = 0; reading < 3; reading++)
        {
            core.Clock(1_500).Market(Price).Positions((Perpetual, 5_000));
        }
    }
}

/// <summary>How one alarm comes about.</summary>
internal sealed record AlarmCase(Action<CoreHarness> Provoke)
{
    public int Options { get; init; }

    public (InstrumentId Instrument, double Size)[] Positions { get; init; } = [];

    /// <summary>The market goes on as it was after the provocation; else nothing but time passes.</summary>
    public bool IsRefreshed { get; init; } = true;

    /// <summary>The core trades before the provocation; else the start is a part of it.</summary>
    public bool IsStarted { get; init; } = true;

    public bool TellsPortfolio { get; init; } = true;

    public Func<UnderlyingConfig, UnderlyingConfig> Underlying { get; init; } = static underlying => underlying;

    public Func<RiskLimits, RiskLimits> Risk { get; init; } = static risk => risk;

    public Func<CoreConfig, CoreConfig> Configure { get; init; } = static config => config;
}
