using LowLatencyHedger.Core.Configuration;

namespace LowLatencyHedger.App.Configuration;

/// <summary>Every key that a configuration file may have. The order here is the order of <c>config show</c> and of the reference page.</summary>
internal static class ConfigSchema
{
    private const string KeyFile = "file (its owner's alone, mode 0600 or 0400; may begin with $CREDENTIALS_DIRECTORY/) that holds the API key";

    public static IReadOnlyList<ConfigKey> Keys { get; } =
        [.. VenueKeys(), .. ProtectionKeys(), .. UnderlyingKeys(), .. LimitKeys(), .. OrderKeys(), .. EngineKeys()];

    public static IReadOnlyDictionary<string, ConfigKey> ByPath { get; } = Keys.ToDictionary(key => key.Path, StringComparer.Ordinal);

    /// <summary>Paths that have keys below them. A list of sections has the path of the list and that of its elements.</summary>
    public static IReadOnlyDictionary<string, ConfigSection> Sections { get; } = FindSections();

    public static ConfigSection SectionOf(string path) => Sections.GetValueOrDefault(path);

    private static Dictionary<string, ConfigSection> FindSections()
    {
        var sections = new Dictionary<string, ConfigSection>(StringComparer.Ordinal);
        foreach (var key in Keys)
        {
            for (var dot = key.Path.LastIndexOf('.'); dot > 0; dot = key.Path.LastIndexOf('.', dot - 1))
            {
                var path = key.Path[..dot];
                sections[path] = ConfigSection.One;
                if (path.EndsWith("[]", StringComparison.Ordinal))
                {
                    sections[path[..^2]] = ConfigSection.List;
                }
            }
        }

        return sections;
    }

    private static IEnumerable<ConfigKey> VenueKeys() =>
    [
        Choice("venue.environment", "simulator", ["simulator", "testnet", "live"], "which exchange the address belongs to; live needs --live, too"),
        Text("venue.url", null, "websocket address; left out, the environment's own (a simulator always needs one)"),
        Choice("venue.transport", "polled", ["polled", "managed"], "own framing on a polled socket, or .NET's ClientWebSocket"),
        Choice("venue.optionTickers", "all", ["all", "none"], "subscribe a ticker of every option; none relies on the mark-volatility feed"),
        Integer("venue.heartbeatSeconds", "10", 10, 60, "interval of the heartbeat that both sides keep"),
        Integer("venue.marketSilenceMillis", "3000", 500, 60_000, "a market-data link on which nothing arrives for this long is dropped"),
        Integer("venue.tradingSilenceMillis", "6000", 500, 60_000, "the same for the trading link"),
        Choice(
            "venue.congestionControl", "reno", ["system", "reno", "cubic"],
            "of the polled transport's sockets on Linux; a system's bbr paces what is sent, and so delays orders"),
        Boolean("venue.quickAck", "true", "the polled transport acknowledges a message behind its order, on Linux, and not within the call that receives it"),
        Integer("venue.busyPollMicros", "0", 0, 1000, "SO_BUSY_POLL of the polled transport's sockets on Linux, for drivers that support it; 0 leaves it"),
        Choice("credentials.grant", "clientSignature", ["clientCredentials", "clientSignature"], "send the secret, or only a signature made with it"),
        Text("credentials.clientIdFile", null, KeyFile + "'s id"),
        Text("credentials.clientSecretFile", null, KeyFile + "'s secret"),
        Text("credentials.clientIdVariable", null, "environment variable that holds the id, instead of a file; not in a live environment"),
        Text("credentials.clientSecretVariable", null, "environment variable that holds the secret, instead of a file; not in a live environment"),
    ];

    private static IEnumerable<ConfigKey> ProtectionKeys() =>
    [
        Boolean("protections.requireCancelOnDisconnect", "true", "do not trade unless the venue confirms that it cancels our orders when the link breaks"),
        Boolean("protections.requireSelfTradeRejection", "true", "do not trade unless the account's self-trading mode is reject_taker"),
        Boolean("protections.acceptAccountWriteScope", "false", "ask for, and accept, a key that may write to the account; it could also edit API keys"),
        Boolean("protections.acceptMainAccount", "false", "accept a key of the main account instead of a sub-account's"),
        Number("protections.cancelReservePct", "25", 5, 90, "part of the account's order credits that new orders leave for cancels; half of it when reducing"),
        Number("protections.orderToVolumeLimit", "0", 0, 1e9, "agreed order messages for each million USD traded; warns at half of it; 0 is off"),
    ];

    private static IEnumerable<ConfigKey> UnderlyingKeys() =>
    [
        Text("underlyings[].index", null, "price index to hedge, for example btc_usd") with { Required = true },
        Text("underlyings[].currency", null, "settlement currency of its products, for example BTC") with { Required = true },
        Text("underlyings[].hedgeInstrument", null, "what the hedge trades, for example BTC-PERPETUAL") with { Required = true },
        new("underlyings[].otherInstruments", ConfigKind.TextList, "more futures of the index, for example dated ones: the cheapest is traded; at most 3")
        {
            Default = "",
        },
        Text("underlyings[].nettingCoin", "", "deltas of underlyings with the same one, for example BTC, are set off against each other; empty: with none"),
        Setting("underlyings[].rollHours", "24", "so long before its expiry a dated future is opened no more and its position reduced"),
        Choice("underlyings[].numeraire", "coin", ["coin", "usd"], "keep the P&L flat in coins (delta_total = 0) or in dollars (delta_total = -equity)"),
        Number("underlyings[].equityFraction", null, 0, 1, "part of the coin equity to hedge into dollars; left out, 0 for coin and 1 for usd"),
        Setting("underlyings[].policy.name", "two-threshold", "hedging policy; src/LowLatencyHedger.Core/Hedging/Policies has a page on each"),
        Setting("underlyings[].policy.targetDeltaCoins", "0", "net delta to keep"),
        Setting("underlyings[].policy.hedgeRatio", "1", "part of the options' delta that is hedged"),
        Setting("underlyings[].policy.lowerWidthCoins", null, "band: hedge when the net delta is this far below the target; others: at the latest then")
            with { Required = true },
        Setting("underlyings[].policy.upperWidthCoins", null, "the same above the target") with { Required = true },
        Setting(
            "underlyings[].policy.minWidthCoins",
            "0",
            "no band is narrower on either side, nor than a lot, nor a model's than a twentieth of the widest"),
        Setting("underlyings[].policy.innerFraction", "0.5", "band, ww, zakamouline: where an order aims, 0 the target, 1 the edge of the band"),
        Setting("underlyings[].policy.hours", "1", "clock, leland: hours between two hedges"),
        Setting("underlyings[].policy.movePct", "1", "move: per cent that the price moves between two hedges"),
        Setting("underlyings[].policy.aversion", "0", "ww, zakamouline, two-threshold, gamma-clock: risk aversion, 1/USD; 0: from slackUsdPerDay"),
        Setting("underlyings[].policy.slackUsdPerDay", "250", "standard deviation over a day of what the delta left open may earn or lose"),
        Setting("underlyings[].policy.fixedOrderCostUsd", "0.1", "two-threshold, gamma-clock: what each order counts as costing besides fees and prices"),
        Setting("underlyings[].policy.dailyVolumeCoins", "0", "traded a day, for the square-root law of impact; 0: only the book's depth"),
        Setting("underlyings[].policy.impactCoefficient", "0.7", "of that law: impact over daily volatility and the root of an order's share in the volume"),
        Setting("underlyings[].policy.latencyMillis", "5", "from a decision to its fill: gamma that is open meanwhile counts as a cost of the order"),
        Setting("underlyings[].policy.holdingHours", "8", "how long a hedge is held on average: its funding or basis of that time counts as a cost"),
        Setting("underlyings[].policy.jumpCorrection", "0", "how much of the delta's measured correction for jumps is made: 0 none, 1 all"),
        new("underlyings[].policy.shadows", ConfigKind.TextList, "policies to run beside and report, such as clock:hours=1; at most 6") { Default = "" },
        Setting("underlyings[].policy.minIntervalMillis", "0", "least time between two hedges"),
        .. ExecutionKeys(),
        .. ProgramKeys(),
        Number(
            "underlyings[].deltaToleranceFraction",
            "0.1",
            1e-6,
            1,
            "largest error of the options' delta, as a part of half the band's width; hedging pauses while the bound on it is larger"),
        Setting("underlyings[].maxOrderAmount", null, "largest hedge order, in the venue's amount unit (USD for inverse futures)")
            with { Required = true },
        Setting("underlyings[].maxNetDeltaCoins", null, "largest net delta, worst case, that an order may lead to") with { Required = true },
        Setting("underlyings[].initialMarginPct", "2", "initial margin of a future, of its value; an order beyond the funds is not sent"),
        Setting("underlyings[].initialMarginPctPerCoin", "0.005", "what each coin of the position adds to that"),
        Setting("underlyings[].optionMarginPct", "15", "of a sold option besides its mark, of the index: this less what it is out of the money"),
        Setting("underlyings[].optionMarginMinPct", "10", "and no less than this"),
        Setting("underlyings[].maxDollarGammaUsd", "10000000000", "largest dollar gamma (1 %) of the options; above these limits hedges only reduce"),
        Setting("underlyings[].maxVegaUsd", "1000000000", "largest vega of the option book, USD a volatility point"),
        Setting("underlyings[].maxThetaUsd", "1000000000", "largest theta of the option book, USD a day"),
        Setting("underlyings[].maxExpiryDeltaCoins", "10000000", "largest delta of the options of one expiry"),
        Setting("underlyings[].maxExpiryDollarGammaUsd", "10000000000", "largest dollar gamma of one expiry"),
        Setting("underlyings[].maxExpiryVegaUsd", "1000000000", "largest vega of one expiry"),
        Setting("underlyings[].maxExpiryThetaUsd", "1000000000", "largest theta of one expiry"),
        Setting("underlyings[].maxCrossBps", "10", "how far through the touch a hedge order may be priced"),
        Setting(
            "underlyings[].maxSlippageBps",
            "15",
            "how far from mid the book's depth may take an order; what it does not offer inside is left for later"),
        .. VolatilityKeys(),
    ];

    private static IEnumerable<ConfigKey> VolatilityKeys() =>
    [
        Choice(
            "underlyings[].volatility.source",
            "venue",
            ["venue", "svi"],
            "the venue's mark volatilities, or own smiles fitted to the options' bids and asks"),
        Choice(
            "underlyings[].volatility.delta",
            "blackScholes",
            ["blackScholes", "stickiness", "minimumVariance"],
            "how the smile moves with the market: not at all, by skewStickiness, or as it has moved so far"),
        Number(
            "underlyings[].volatility.skewStickiness",
            "1",
            0,
            2,
            "for delta stickiness: 0 the smile moves with the forward, 1 strikes keep their volatility"),
        Integer("underlyings[].volatility.refitIntervalMillis", "1000", 100, 600_000, "least time between two fits of the same smile"),
        .. FigureKeys(),
    ];

    /// <summary>The defaults are the venue's.</summary>
    private static IEnumerable<ConfigKey> FigureKeys() =>
    [
        Number("underlyings[].figures.priceRangePct", "16", 0.1, 90, "largest move of the price in the scenario table, either way"),
        Number("underlyings[].figures.volUpPct", "50", 0, 500, "relative move of a volatility with 30 days to expiry, upwards"),
        Number("underlyings[].figures.volDownPct", "25", 0, 100, "the same, downwards"),
        Number("underlyings[].figures.shortVegaPower", "0.3", 0, 1, "with d days to expiry that move times (30/d) to this power, below 30 days"),
        Number("underlyings[].figures.longVegaPower", "0.13", 0, 1, "the same, above 30 days"),
        Number("underlyings[].figures.minVolForUpPct", "50", 1, 500, "a lower one moves up by as much as this one; without options value at risk uses it"),
        Number("underlyings[].figures.farFactor", "1", 0, 1, "moves of -66 to 400 % count with this times the range over the move; 0 leaves them out"),
        Number("underlyings[].figures.varConfidencePct", "99", 50, 99.99, "of value at risk and expected shortfall"),
        Number("underlyings[].figures.varHours", "24", 0.1, 8_760, "their horizon"),
        Number("underlyings[].figures.volPointsPerDay", "3", 0, 100, "in them: daily move of a 30-day volatility; 0 leaves vega out"),
        Number("underlyings[].figures.volCorrelation", "-0.2", -0.99, 0.99, "in them: of that with the price"),
    ];

    private static IEnumerable<ConfigKey> ProgramKeys() =>
    [
        new("underlyings[].hedgeProgram.instruments", ConfigKind.TextList, "options that may be traded against gamma, vega and gaps; at most 7")
        {
            Default = "",
        },
        Setting("underlyings[].hedgeProgram.intervalSeconds", "0", "between two looks for such trades; 0 is off"),
        Setting("underlyings[].hedgeProgram.aversion", "0.000002", "risk aversion, 1/USD, to the variance of a day"),
        Setting("underlyings[].hedgeProgram.maxOrderCoins", "1", "largest order in an option"),
        Setting("underlyings[].hedgeProgram.maxPositionCoins", "10", "largest position, either way, that its orders may lead to in an option"),
        Setting("underlyings[].hedgeProgram.volPointsPerDay", "3", "what a volatility of 30 days moves a day, one standard deviation"),
        Setting("underlyings[].hedgeProgram.correlation", "-0.2", "of the moves of price and volatility"),
        Setting("underlyings[].hedgeProgram.gapPct", "10", "how far the price falls in a gap"),
        Setting("underlyings[].hedgeProgram.gapsPerYear", "6", "how often it does"),
    ];

    private static IEnumerable<ConfigKey> ExecutionKeys() =>
    [
        Setting(
            "underlyings[].execution.mode",
            "immediate",
            "immediate: take from the book; passiveFirst: post-only orders first. src/LowLatencyHedger.Core/Hedging/Execution has the page"),
        Setting("underlyings[].execution.passiveMillis", "5000", "how long post-only orders may try before the rest is taken from the book"),
        Setting("underlyings[].execution.outerBands", "2", "beyond this many times the width nothing rests or is spread: it is taken at once"),
        Setting("underlyings[].execution.repegMillis", "500", "least time between two post-only orders that follow the price"),
        Setting("underlyings[].execution.depthShare", "1", "part of the book's depth inside the price limits that one order takes at most"),
        Setting("underlyings[].execution.sliceMillis", "0", "a trade larger than one such order is spread over this long; 0: order after order"),
        Setting("underlyings[].execution.sliceUrgency", "1.5", "how much of a spread trade comes early: 0 an even pace, 3 four fifths in the first half"),
    ];

    private static IEnumerable<ConfigKey> LimitKeys() =>
    [
        Setting("limits.maxOrderNotionalUsd", "50000", "largest single order"),
        Setting("limits.maxOpenNotionalUsd", "100000", "all working, in-flight and unknown orders together"),
        Setting("limits.maxPositionUsd", "500000", "largest position in a hedge instrument, worst case"),
        Setting("limits.maxGrossNotionalUsd", "1000000", "all futures and unresolved orders, without their signs; above it hedges only reduce"),
        Setting("limits.maxLossUsd", "0", "trading halts when the profit since the first run on this journal falls below minus this; 0 turns it off"),
        Setting("limits.maxDailyLossUsd", "0", "trading halts when the profit of the UTC day falls below minus this; 0 is off, and refused in live"),
        Setting("limits.maxDrawdownUsd", "0", "trading halts when the profit falls this far below its highest; 0 is off, and refused in live"),
        Setting("limits.priceCollarBps", "100", "largest distance of an order's price from index and from mark"),
        Setting("limits.priceCollarDatedBps", "200", "the same for futures with an expiry"),
        Setting("limits.fillCollarBps", "150", "largest distance of an order's price from the average price of the own hedges of the last minute"),
        Setting("limits.maxSpreadBps", "20", "a wider hedge market pauses hedging"),
        Setting("limits.bookMaxAgeMillis", "1000", "an older hedge book pauses hedging"),
        Setting("limits.indexMaxAgeMillis", "3000", "an older index or mark pauses hedging"),
        Setting("limits.optionMaxAgeMillis", "15000", "an older forward or volatility of a held option pauses hedging"),
        Setting("limits.maxOrdersPerSecond", "3", "sustained rate of orders"),
        Setting("limits.orderBurst", "10", "orders that may be sent at once after a quiet time"),
        Setting("limits.maxOrdersPerMinute", "60", "orders in any minute"),
        Setting("limits.maxOrdersPerDay", "5000", "orders in a UTC day; more of them halt"),
        Setting("limits.maxTurnoverRatio", "3", "hedged within ten minutes over what there was to hedge and two bands; above it hedges only reduce"),
        Setting("limits.maxHedgesOutsideBand", "10", "orders within a minute that do not bring the delta into its band; more of them halt"),
        Setting("limits.duplicateWindowMillis", "250", "the same side, price and amount again within this time is refused"),
        Setting("limits.maxRejectRun", "5", "refusals by the venue within 30 s that halt the instrument"),
        Setting("limits.maxUnfilledRun", "12", "orders in a row that traded nothing, from which on hedges only reduce"),
        Setting("limits.maxUnknownOrders", "1", "orders of one instrument with an unknown outcome that pause its hedging"),
        Setting("limits.maxUnknownOrdersTotal", "2", "the same of the whole account; they pause everything"),
        Setting("limits.maxDeltaStepBands", "2", "a step of the net delta without a trade, in band widths, that must last 500 ms before it is hedged"),
        Setting("limits.minAvailableFundsPct", "20", "of the equity; with less, or while it is not known, hedges only reduce; 0 turns it off"),
        Setting("limits.maxMarginRatio", "0.5", "maintenance margin over equity, above which hedges only reduce"),
        Setting("limits.haltMarginRatio", "0.7", "the same, above which the underlying halts"),
        Setting("limits.mustReduceDelta", "true", "an order must bring the net delta nearer to its target"),
        Choice(
            "limits.orderTypes",
            "immediateOrCancel",
            ["none", "immediateOrCancel", "postOnly", "any"],
            "kinds of limit orders that may be sent; market orders never"),
        Setting("limits.clockOffsetAlertMillis", "100", "a larger distance from the venue's clock is reported"),
        Setting("limits.maxClockOffsetMillis", "500", "a larger distance from the venue's clock pauses hedging"),
        Setting("limits.maxLoopLagMillis", "250", "a longer stand-still of the engine pauses hedging"),
        Setting("limits.journalLagAlertMillis", "200", "a journal further behind is reported"),
        Setting("limits.maxJournalLagMillis", "1000", "a journal further behind pauses hedging"),
        Setting("limits.ringAlertPct", "50", "a ring that was fuller is reported"),
        Setting("limits.maxRingPct", "90", "a ring that was fuller pauses hedging, and books are read afresh"),
        Setting("limits.minDiskFreeMebibytes", "1024", "less free space on the journal's disk halts"),
        Setting("limits.greeksAlertPct", "10", "own deltas this far from the venue's for seconds, in per cent of the gross delta, are reported"),
        Setting("limits.greeksTolerancePct", "25", "the same, above which hedges only reduce"),
        Setting("limits.maxScenarioLossUsd", "0", "loss of one underlying's book in its worst scenario, above which hedges only reduce; 0 is off"),
        Setting("limits.maxVarUsd", "0", "value at risk of one underlying's book, above which hedges only reduce; 0 is off"),
        Integer("limits.expiryBlackoutBeforeSeconds", "30", 0, 86_400, "no orders this long before a held option expires"),
        Integer("limits.expiryBlackoutAfterSeconds", "120", 0, 86_400, "no orders this long after a held option has expired"),
    ];

    private static IEnumerable<ConfigKey> OrderKeys() =>
    [
        Setting("orders.validMillis", "1500", "the venue starts an order within this time or not at all"),
        Setting("orders.replyTimeoutMillis", "1000", "without an answer for this long the outcome counts as unknown"),
        Setting("orders.validMarginMillis", "500", "waited after an order's validity before \"no such order\" counts as an answer"),
        Setting("orders.queryBackoffMillis", "500", "first pause between two questions about the same order; doubles"),
        Setting("orders.queryBackoffMaxMillis", "5000", "longest such pause"),
        Setting("orders.unknownHaltMillis", "30000", "an order unknown for longer halts its instrument"),
        Setting("orders.backoffMillis", "100", "first pause after an order that traded nothing or was refused; doubles"),
        Setting("orders.backoffMaxMillis", "5000", "longest such pause"),
        Integer("reconcile.intervalMillis", "10000", 0, 3_600_000, "how often the venue's positions are read and compared; 0 turns it off"),
        Integer("reconcile.quietMillis", "1000", 0, 60_000, "a position is compared only this long after its last fill"),
        Choice("recovery.onPositionBreak", "halt", ["alert", "halt", "adopt"],
            "a position that differs in three readings: alarm and no orders until one agrees; halt; or take the venue's up to recovery.adoptUpToUsd"),
        Number("recovery.adoptUpToUsd", "0", 0, 1e9, "the most that a position may differ by to be adopted without an operator"),
        Boolean("recovery.fromJournal", "true", "take over positions, fills and orders without an end from the journal of the run before"),
    ];

    private static IEnumerable<ConfigKey> EngineKeys() =>
    [
        Choice("threads.layout", "shared", ["shared", "dedicated"], "all hot agents on one thread, or one thread each"),
        Choice("threads.idle", "busySpin", ["busySpin", "yielding", "backoff"], "what a hot thread does when there is nothing to do"),
        new(
            "threads.hotCpus", ConfigKind.TextList,
            "processors for the hot threads, in order, that all other threads keep off; empty leaves them to the scheduler") { Default = "" },
        Integer(
            "threads.realtimePriority", "0", 0, 99,
            "SCHED_FIFO priority of the hot threads; 0 leaves them to the scheduler; see realtimeThrottling in hedger doctor"),
        Boolean("threads.lockMemory", "false", "keep the process's memory from being paged out"),
        Integer("threads.clockIntervalMicros", "1000", 100, 100_000, "how often time enters the core"),
        Number(
            "runtime.rehearsalSeconds", "60", 0, 300,
            "longest rehearsal before the start, which ends when nothing is left to compile; none after a run that died; 0 is off"),
        Integer("runtime.noCollectionMebibytes", "64", 0, 200, "memory that may be allocated after the start before anything is collected; 0 is off"),
        Integer(
            "runtime.keepWarmMicros", "25", 0, 100_000,
            "how often an idle hot thread takes one step of an order that is none, partly over loopback, so that the next one's way stays warm; 0 is off"),
        Boolean("runtime.listCompiledMethods", "false", "name in the summary what was compiled after going live; allocates"),
        Integer("rings.inputSlots", "65536", 16_384, 4_194_304, "slots of the input ring, a power of two"),
        Integer("rings.outputSlots", "4096", 1024, 65_536, "slots of the output ring, a power of two"),
        Text("journal.directory", "run/journal", "one subdirectory a run"),
        Integer("journal.segmentMebibytes", "64", 1, 1024, "size of each preallocated segment"),
        Integer("journal.snapshotMinutes", "15", 0, 1440, "how often a snapshot of the account is left for a recovery; 0 only at an orderly end"),
        Integer("journal.keepDays", "0", 0, 36_500, "runs that ended longer ago are removed at the next start, but never the run before; 0 keeps all"),
        Integer("journal.keepMebibytes", "0", 0, 100_000_000, "oldest runs are removed until the rest takes no more, but never the run before; 0 keeps all"),
        Text("watchdog.clientIdFile", null, "as credentials.clientIdFile, for the watchdog: a key of its own"),
        Text("watchdog.clientSecretFile", null, "file (mode 0600) that holds the secret of the watchdog's key"),
        Text("watchdog.clientIdVariable", null, "environment variable that holds the id, instead of a file"),
        Text("watchdog.clientSecretVariable", null, "environment variable that holds the secret, instead of a file"),
        Number("watchdog.timeoutSeconds", "10", 1, 300, "an engine that has not worked for this long counts as dead"),
        Text("watchdog.logFile", null, "the watchdog's own events, as log.file; left out, watchdog.log in control.directory"),
        Text("control.directory", "run", "where the control socket, the HALT file and the record of a halt are"),
        Text("telemetry.file", "run/telemetry.bin", "memory-mapped figures for other processes"),
        Integer("telemetry.slowTickMicros", "50", 1, 1_000_000, "a tick that takes longer from received to decided is kept with what happened around it"),
        Integer("telemetry.logIntervalMillis", "1000", 0, 3_600_000, "interval of the latency histograms in the run's latency.hlog; 0 writes none"),
        Text("log.file", null, "events, a JSON object a line; left out, hedger.log in control.directory"),
        Integer("log.rotateMebibytes", "16", 1, 1024, "when it would grow beyond this it becomes hedger.log.1, and that hedger.log.2, and so on"),
        Integer("log.keepFiles", "8", 1, 1000, "how many of those there are at most"),
    ];

    /// <summary>A number that may change live; its range stands in the core's table.</summary>
    private static ConfigKey Setting(string path, string? initial, string doc)
    {
        var setting = SettingTable.ByPath[path];
        var kind = setting.Unit switch
        {
            SettingUnit.Switch => ConfigKind.Boolean,
            SettingUnit.Whole => ConfigKind.Integer,
            SettingUnit.Choice => ConfigKind.Choice,
            _ => ConfigKind.Number,
        };
        var key = new ConfigKey(path, kind, doc) { Default = initial, Choices = setting.Choices };
        return kind is ConfigKind.Boolean or ConfigKind.Choice ? key : key with { Min = setting.Min, Max = setting.Ceiling };
    }

    private static ConfigKey Text(string path, string? initial, string doc) => new(path, ConfigKind.Text, doc) { Default = initial };

    private static ConfigKey Boolean(string path, string initial, string doc) => new(path, ConfigKind.Boolean, doc) { Default = initial };

    private static ConfigKey Choice(string path, string initial, string[] choices, string doc) =>
        new(path, ConfigKind.Choice, doc) { Default = initial, Choices = choices };

    private static ConfigKey Integer(string path, string? initial, double min, double max, string doc) =>
        new(path, ConfigKind.Integer, doc) { Default = initial, Min = min, Max = max };

    private static ConfigKey Number(string path, string? initial, double min, double max, string doc) =>
        new(path, ConfigKind.Number, doc) { Default = initial, Min = min, Max = max };
}
