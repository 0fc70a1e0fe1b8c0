using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Configuration;

/// <summary>Turns checked values into what the engine's parts are built from. The only place that knows both names.</summary>
internal static class HedgerConfiguration
{
    private static readonly string[] s_requiredLive = ["limits.maxDailyLossUsd", "limits.maxDrawdownUsd"];

    /// <summary>What the core needs; <paramref name="epoch"/> is the journal's.</summary>
    public static CoreConfig Core(ConfigValues values, uint epoch) => new()
    {
        Epoch = epoch,
        Underlyings = [.. Enumerable.Range(0, values.UnderlyingCount).Select(i => Underlying(values, $"underlyings[{i}]."))],
        Risk = Risk(values),
        Orders = Orders(values),
        ReconcileIntervalMillis = values.Integer("reconcile.intervalMillis"),
        ReconcileQuietMillis = values.Integer("reconcile.quietMillis"),
        PositionBreak = values.Choice<PositionBreakAction>("recovery.onPositionBreak"),
        AdoptUpToUsd = values.Number("recovery.adoptUpToUsd"),
    };

    public static LayoutPlan Layout(ConfigValues values) => new()
    {
        Layout = values.Choice<ThreadLayout>("threads.layout"),
        HotIdle = values.Choice<IdleStrategyKind>("threads.idle"),
        HotRealtimePriority = values.Integer("threads.realtimePriority"),
        HotCpus = [.. values.Items("threads.hotCpus").Select(int.Parse)],
    };

    /// <summary>Mistakes that no single key shows; empty when the parts fit each other.</summary>
    public static IEnumerable<ConfigProblem> CrossChecks(string file, ConfigValues values)
    {
        foreach (var problem in Core(values, epoch: 1).Validate())
        {
            yield return new ConfigProblem(file, 0, "(together)", null, problem);
        }

        foreach (var key in s_requiredLive)
        {
            if (values.Text("venue.environment") == "live" && !(values.Number(key) > 0))
            {
                yield return new ConfigProblem(values.Find(key)?.Origin ?? file, 0, key, values.Text(key), "more than 0 in a live environment");
            }
        }

        foreach (var cpu in values.Items("threads.hotCpus"))
        {
            if (!int.TryParse(cpu, out var number) || number < 0)
            {
                var origin = values.Find("threads.hotCpus")!.Origin;
                yield return new ConfigProblem(origin, 0, "threads.hotCpus", cpu, "processor numbers as texts, for example [\"2\", \"3\"]");
            }
        }

        foreach (var ring in new[] { "rings.inputSlots", "rings.outputSlots" })
        {
            if (!int.IsPow2(values.Integer(ring)))
            {
                yield return new ConfigProblem(values.Find(ring)!.Origin, 0, ring, values.Text(ring), "a power of two");
            }
        }

        if (values.Text("venue.optionTickers") == "none" && Core(values, epoch: 1).Underlyings.Any(underlying => underlying.Volatility.NeedsSmiles))
        {
            const string Expected = "all: smiles need the quotes and forwards of every expiry";
            yield return new ConfigProblem(values.Find("venue.optionTickers")!.Origin, 0, "venue.optionTickers", "none", Expected);
        }

        if (VenueAddress.ProblemOf(values) is { } expected)
        {
            var given = values.Find("venue.url");
            yield return new ConfigProblem(given?.Origin ?? file, 0, "venue.url", given is null ? "missing" : null, expected);
        }

        foreach (var part in new[] { "credentials.clientId", "credentials.clientSecret" })
        {
            var variable = values.Find(part + "Variable");
            if (variable is not null && values.Find(part + "File") is { } stored)
            {
                yield return new ConfigProblem(stored.Origin, 0, stored.Path, null, $"either this or {variable.Path}");
            }

            if (variable is not null && values.Text("venue.environment") == "live")
            {
                yield return new ConfigProblem(variable.Origin, 0, variable.Path, null, $"{part}File in a live environment");
            }
        }
    }

    private static UnderlyingConfig Underlying(ConfigValues values, string at)
    {
        var equityFraction = values.NumberOrNaN(at + "equityFraction");
        return new UnderlyingConfig
        {
            IndexName = values.Text(at + "index"),
            HedgeInstrument = values.Text(at + "hedgeInstrument"),
            OtherInstruments = [.. values.Items(at + "otherInstruments")],
            NettingCoin = values.Text(at + "nettingCoin"),
            RollHours = values.Number(at + "rollHours"),
            SettlementCurrency = values.Text(at + "currency"),
            Numeraire = values.Choice<Numeraire>(at + "numeraire"),
            EquityFraction = double.IsNaN(equityFraction) ? null : equityFraction,
            TargetDeltaCoins = values.Number(at + "policy.targetDeltaCoins"),
            BandLowerCoins = values.Number(at + "policy.lowerWidthCoins"),
            BandUpperCoins = values.Number(at + "policy.upperWidthCoins"),
            InnerFraction = values.Number(at + "policy.innerFraction"),
            Policy = Policy(values, at + "policy."),
            MinHedgeIntervalMillis = values.Integer(at + "policy.minIntervalMillis"),
            DeltaToleranceFraction = values.Number(at + "deltaToleranceFraction"),
            MaxOrderAmount = values.Number(at + "maxOrderAmount"),
            MaxNetDeltaCoins = values.Number(at + "maxNetDeltaCoins"),
            InitialMarginPct = values.Number(at + "initialMarginPct"),
            InitialMarginPctPerCoin = values.Number(at + "initialMarginPctPerCoin"),
            OptionMarginPct = values.Number(at + "optionMarginPct"),
            OptionMarginMinPct = values.Number(at + "optionMarginMinPct"),
            MaxDollarGammaUsd = values.Number(at + "maxDollarGammaUsd"),
            MaxVegaUsd = values.Number(at + "maxVegaUsd"),
            MaxThetaUsd = values.Number(at + "maxThetaUsd"),
            MaxExpiryDeltaCoins = values.Number(at + "maxExpiryDeltaCoins"),
            MaxExpiryDollarGammaUsd = values.Number(at + "maxExpiryDollarGammaUsd"),
            MaxExpiryVegaUsd = values.Number(at + "maxExpiryVegaUsd"),
            MaxExpiryThetaUsd = values.Number(at + "maxExpiryThetaUsd"),
            MaxCrossBps = values.Number(at + "maxCrossBps"),
            MaxSlippageBps = values.Number(at + "maxSlippageBps"),
            Execution = new ExecutionSettings
            {
                Mode = values.Choice<ExecutionMode>(at + "execution.mode"),
                PassiveMillis = values.Integer(at + "execution.passiveMillis"),
                OuterBands = values.Number(at + "execution.outerBands"),
                RepegMillis = values.Integer(at + "execution.repegMillis"),
                DepthShare = values.Number(at + "execution.depthShare"),
                SliceMillis = values.Integer(at + "execution.sliceMillis"),
                SliceUrgency = values.Number(at + "execution.sliceUrgency"),
            },
            HedgeProgram = Program(values, at + "hedgeProgram."),
            Volatility = new VolatilitySettings
            {
                Source = values.Choice<VolatilitySource>(at + "volatility.source"),
                Delta = values.Choice<DeltaModel>(at + "volatility.delta"),
                SkewStickiness = values.Number(at + "volatility.skewStickiness"),
                RefitIntervalMillis = values.Integer(at + "volatility.refitIntervalMillis"),
            },
            Figures = Figures(values, at + "figures."),
        };
    }

    private static FigureSettings Figures(ConfigValues values, string at) => new()
    {
        PriceRangePct = values.Number(at + "priceRangePct"),
        VolUpPct = values.Number(at + "volUpPct"),
        VolDownPct = values.Number(at + "volDownPct"),
        ShortVegaPower = values.Number(at + "shortVegaPower"),
        LongVegaPower = values.Number(at + "longVegaPower"),
        MinVolForUpPct = values.Number(at + "minVolForUpPct"),
        FarFactor = values.Number(at + "farFactor"),
        VarConfidencePct = values.Number(at + "varConfidencePct"),
        VarHours = values.Number(at + "varHours"),
        VolPointsPerDay = values.Number(at + "volPointsPerDay"),
        VolCorrelation = values.Number(at + "volCorrelation"),
    };

    private static PolicySettings Policy(ConfigValues values, string at) => new()
    {
        Kind = (PolicyKind)values.Find(at + "name")!.Key.Choices.ToList().IndexOf(values.Text(at + "name")),
        HedgeRatio = values.Number(at + "hedgeRatio"),
        MinWidthCoins = values.Number(at + "minWidthCoins"),
        Hours = values.Number(at + "hours"),
        MovePct = values.Number(at + "movePct"),
        Aversion = values.Number(at + "aversion"),
        SlackUsdPerDay = values.Number(at + "slackUsdPerDay"),
        FixedOrderCostUsd = values.Number(at + "fixedOrderCostUsd"),
        ImpactCoefficient = values.Number(at + "impactCoefficient"),
        DailyVolumeCoins = values.Number(at + "dailyVolumeCoins"),
        LatencyMillis = values.Number(at + "latencyMillis"),
        HoldingHours = values.Number(at + "holdingHours"),
        JumpCorrection = values.Number(at + "jumpCorrection"),
        Shadows = [.. values.Items(at + "shadows")],
    };

    private static HedgeProgramSettings Program(ConfigValues values, string at) => new()
    {
        Instruments = [.. values.Items(at + "instruments")],
        IntervalSeconds = values.Integer(at + "intervalSeconds"),
        Aversion = values.Number(at + "aversion"),
        MaxOrderCoins = values.Number(at + "maxOrderCoins"),
        MaxPositionCoins = values.Number(at + "maxPositionCoins"),
        VolPointsPerDay = values.Number(at + "volPointsPerDay"),
        Correlation = values.Number(at + "correlation"),
        GapPct = values.Number(at + "gapPct"),
        GapsPerYear = values.Number(at + "gapsPerYear"),
    };

    private static RiskLimits Risk(ConfigValues values) => new()
    {
        AllowedInstruments = [.. Enumerable.Range(0, values.UnderlyingCount).SelectMany(i => Instruments(values, $"underlyings[{i}]."))],
        AllowedOrderTypes = values.Choice<OrderTypes>("limits.orderTypes"),
        MaxOrderNotionalUsd = values.Number("limits.maxOrderNotionalUsd"),
        MaxOpenNotionalUsd = values.Number("limits.maxOpenNotionalUsd"),
        MaxPositionUsd = values.Number("limits.maxPositionUsd"),
        MaxGrossNotionalUsd = values.Number("limits.maxGrossNotionalUsd"),
        MaxLossUsd = values.Number("limits.maxLossUsd"),
        MaxDailyLossUsd = values.Number("limits.maxDailyLossUsd"),
        MaxDrawdownUsd = values.Number("limits.maxDrawdownUsd"),
        PriceCollarBps = values.Number("limits.priceCollarBps"),
        PriceCollarDatedBps = values.Number("limits.priceCollarDatedBps"),
        FillCollarBps = values.Number("limits.fillCollarBps"),
        MaxSpreadBps = values.Number("limits.maxSpreadBps"),
        BookMaxAgeMillis = values.Integer("limits.bookMaxAgeMillis"),
        IndexMaxAgeMillis = values.Integer("limits.indexMaxAgeMillis"),
        OptionMaxAgeMillis = values.Integer("limits.optionMaxAgeMillis"),
        MaxOrdersPerSecond = values.Number("limits.maxOrdersPerSecond"),
        OrderBurst = values.Integer("limits.orderBurst"),
        MaxOrdersPerMinute = values.Integer("limits.maxOrdersPerMinute"),
        MaxOrdersPerDay = values.Integer("limits.maxOrdersPerDay"),
        MaxTurnoverRatio = values.Number("limits.maxTurnoverRatio"),
        MaxHedgesOutsideBand = values.Integer("limits.maxHedgesOutsideBand"),
        DuplicateWindowMillis = values.Integer("limits.duplicateWindowMillis"),
        MaxRejectRun = values.Integer("limits.maxRejectRun"),
        MaxUnfilledRun = values.Integer("limits.maxUnfilledRun"),
        MaxUnknownOrders = values.Integer("limits.maxUnknownOrders"),
        MaxUnknownOrdersTotal = values.Integer("limits.maxUnknownOrdersTotal"),
        MaxDeltaStepBands = values.Number("limits.maxDeltaStepBands"),
        MinAvailableFundsPct = values.Number("limits.minAvailableFundsPct"),
        MaxMarginRatio = values.Number("limits.maxMarginRatio"),
        HaltMarginRatio = values.Number("limits.haltMarginRatio"),
        MustReduceDelta = values.Boolean("limits.mustReduceDelta"),
        MaxClockOffsetMillis = values.Integer("limits.maxClockOffsetMillis"),
        ClockOffsetAlertMillis = values.Integer("limits.clockOffsetAlertMillis"),
        MaxLoopLagMillis = values.Integer("limits.maxLoopLagMillis"),
        JournalLagAlertMillis = values.Integer("limits.journalLagAlertMillis"),
        MaxJournalLagMillis = values.Integer("limits.maxJournalLagMillis"),
        RingAlertPct = values.Number("limits.ringAlertPct"),
        MaxRingPct = values.Number("limits.maxRingPct"),
        MinDiskFreeMebibytes = values.Integer("limits.minDiskFreeMebibytes"),
        GreeksAlertPct = values.Number("limits.greeksAlertPct"),
        GreeksTolerancePct = values.Number("limits.greeksTolerancePct"),
        MaxScenarioLossUsd = values.Number("limits.maxScenarioLossUsd"),
        MaxVarUsd = values.Number("limits.maxVarUsd"),
        ExpiryBlackoutBeforeSeconds = values.Integer("limits.expiryBlackoutBeforeSeconds"),
        ExpiryBlackoutAfterSeconds = values.Integer("limits.expiryBlackoutAfterSeconds"),
    };

    private static IEnumerable<string> Instruments(ConfigValues values, string at) =>
        [values.Text(at + "hedgeInstrument"), .. values.Items(at + "otherInstruments"), .. values.Items(at + "hedgeProgram.instruments")];

    private static OrderSettings Orders(ConfigValues values) => new()
    {
        ValidMillis = values.Integer("orders.validMillis"),
        ReplyTimeoutMillis = values.Integer("orders.replyTimeoutMillis"),
        ValidMarginMillis = values.Integer("orders.validMarginMillis"),
        QueryBackoffMillis = values.Integer("orders.queryBackoffMillis"),
        QueryBackoffMaxMillis = values.Integer("orders.queryBackoffMaxMillis"),
        UnknownHaltMillis = values.Integer("orders.unknownHaltMillis"),
        BackoffMillis = values.Integer("orders.backoffMillis"),
        BackoffMaxMillis = values.Integer("orders.backoffMaxMillis"),
    };
}
