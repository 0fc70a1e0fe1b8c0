namespace LowLatencyHedger.App.Configuration;

/// <summary>Every key that a configuration file may have. The order here is the order of <c>config show</c> and of the reference page.</summary>
internal static class ConfigSchema
{
    private const string KeyFile = "file (its owner's alone, mode 0600 or 0400; may begin with $CREDENTIALS_DIRECTORY/) that holds the API key";

    public static IReadOnlyList<ConfigKey> Keys { get; } = [.. VenueKeys(), .. UnderlyingKeys(), .. LimitKeys(), .. OrderKeys(), .. EngineKeys()];

    public static IReadOnlyDictionary<string, ConfigKey> ByPath { get; } = Keys.ToDictionary(key => key.Path, StringComparer.Ordinal);

    private static IEnumerable<ConfigKey> VenueKeys() =>
    [
        Choice("venue.environment", "simulator", ["simulator", "testnet", "live"], "which exchange the address belongs to; live needs --live, too"),
        Text("venue.url", null, "websocket address; left out, the environment's own (a simulator always needs one)"),
        Choice("venue.transport", "polled", ["polled", "managed"], "own framing on a polled socket, or .NET's ClientWebSocket"),
        Choice("venue.optionTickers", "all", ["all", "none"], "subscribe a ticker of every option; none relies on the mark-volatility feed"),
        Integer("venue.heartbeatSeconds", "10", 10, 60, "interval of the heartbeat that both sides keep"),
        Choice("credentials.grant", "clientSignature", ["clientCredentials", "clientSignature"], "send the secret, or only a signature made with it"),
        Text("credentials.clientIdFile", null, KeyFile + "'s id"),
        Text("credentials.clientSecretFile", null, KeyFile + "'s secret"),
        Text("credentials.clientIdVariable", null, "environment variable that holds the id, instead of a file; not in a live environment"),
        Text("credentials.clientSecretVariable", null, "environment variable that holds the secret, instead of a file; not in a live environment"),
    ];

    private static IEnumerable<ConfigKey> UnderlyingKeys() =>
    [
        Text("underlyings[].index", null, "price index to hedge, for example btc_usd") with { Required = true },
        Text("underlyings[].currency", null, "settlement currency of its products, for example BTC") with { Required = true },
        Text("underlyings[].hedgeInstrument", null, "what the hedge trades, for example BTC-PERPETUAL") with { Required = true },
        Choice("underlyings[].numeraire", "coin", ["coin", "usd"], "keep the P&L flat in coins (delta_total = 0) or in dollars (delta_total = -equity)"),
        Number("underlyings[].equityFraction", null, 0, 1, "part of the coin equity to hedge into dollars; left out, 0 for coin and 1 for usd"),
        Choice("underlyings[].policy.name", "band", ["band"], "hedging policy"),
        Number("underlyings[].policy.targetDeltaCoins", "0", -1e6, 1e6, "net delta to keep"),
        Number("underlyings[].policy.lowerWidthCoins", null, 1e-8, 1e6, "hedge when the net delta is this far below the target") with { Required = true },
        Number("underlyings[].policy.upperWidthCoins", null, 1e-8, 1e6, "hedge when the net delta is this far above the target") with { Required = true },
        Number("underlyings[].policy.innerFraction", "0.5", 0, 1, "where an order aims: 0 the target, 1 the edge of the band"),
        Integer("underlyings[].policy.minIntervalMillis", "0", 0, 3_600_000, "least time between two hedges"),
        Number("underlyings[].maxOrderAmount", null, 1e-8, 1e9, "largest hedge order, in the venue's amount unit (USD for inverse futures)")
            with { Required = true },
        Number("underlyings[].maxNetDeltaCoins", null, 1e-8, 1e7, "largest net delta, worst case, that an order may lead to") with { Required = true },
        Number("underlyings[].maxCrossBps", "10", 0, 500, "how far through the touch a hedge order may be priced"),
        Number(
            "underlyings[].maxSlippageBps",
            "15",
            0.1,
            1000,
            "how far from mid the book's depth may take an order; what it does not offer inside is left for later"),
    ];

    private static IEnumerable<ConfigKey> LimitKeys() =>
    [
        Number("limits.maxOrderNotionalUsd", "50000", 1, 1e8, "largest single order"),
        Number("limits.maxOpenNotionalUsd", "100000", 1, 1e9, "all working, in-flight and unknown orders together"),
        Number("limits.maxPositionUsd", "500000", 1, 1e10, "largest position in a hedge instrument, worst case"),
        Number("limits.maxLossUsd", "0", 0, 1e12, "trading halts when the profit since the start falls below minus this; 0 turns it off"),
        Number("limits.priceCollarBps", "100", 1, 1000, "largest distance of an order's price from index and from mark"),
        Number("limits.priceCollarDatedBps", "200", 1, 2000, "the same for futures with an expiry"),
        Number("limits.maxSpreadBps", "20", 0.1, 1000, "a wider hedge market pauses hedging"),
        Integer("limits.bookMaxAgeMillis", "1000", 50, 60_000, "an older hedge book pauses hedging"),
        Integer("limits.indexMaxAgeMillis", "3000", 50, 60_000, "an older index or mark pauses hedging"),
        Integer("limits.optionMaxAgeMillis", "15000", 100, 300_000, "an older forward or volatility of a held option pauses hedging"),
        Number("limits.maxOrdersPerSecond", "3", 0.1, 30, "sustained rate of orders"),
        Integer("limits.orderBurst", "10", 1, 100, "orders that may be sent at once after a quiet time"),
        Integer("limits.maxOrdersPerMinute", "60", 1, 1800, "orders in any minute"),
        Integer("limits.maxHedgesOutsideBand", "10", 1, 1000, "orders within a minute that do not bring the delta into its band; more of them halt"),
        Integer("limits.duplicateWindowMillis", "250", 0, 60_000, "the same side, price and amount again within this time is refused"),
        Integer("limits.maxRejectRun", "5", 1, 100, "refusals by the venue within 30 s that halt the instrument"),
        Boolean("limits.mustReduceDelta", "true", "an order must bring the net delta nearer to its target"),
        Integer("limits.maxClockOffsetMillis", "500", 1, 2000, "a larger distance from the venue's clock pauses hedging"),
        Integer("limits.expiryBlackoutBeforeSeconds", "30", 0, 86_400, "no orders this long before a held option expires"),
        Integer("limits.expiryBlackoutAfterSeconds", "120", 0, 86_400, "no orders this long after a held option has expired"),
    ];

    private static IEnumerable<ConfigKey> OrderKeys() =>
    [
        Integer("orders.validMillis", "1500", 500, 5000, "the venue starts an order within this time or not at all"),
        Integer("orders.replyTimeoutMillis", "1000", 100, 10_000, "without an answer for this long the outcome counts as unknown"),
        Integer("orders.validMarginMillis", "500", 100, 5000, "waited after an order's validity before \"no such order\" counts as an answer"),
        Integer("orders.queryBackoffMillis", "500", 100, 60_000, "first pause between two questions about the same order; doubles"),
        Integer("orders.queryBackoffMaxMillis", "5000", 100, 600_000, "longest such pause"),
        Integer("orders.unknownHaltMillis", "30000", 1000, 600_000, "an order unknown for longer halts its instrument"),
        Integer("orders.backoffMillis", "100", 10, 60_000, "first pause after an order that traded nothing or was refused; doubles"),
        Integer("orders.backoffMaxMillis", "5000", 10, 600_000, "longest such pause"),
        Integer("reconcile.intervalMillis", "10000", 0, 3_600_000, "how often the venue's positions are read and compared; 0 turns it off"),
        Integer("reconcile.quietMillis", "1000", 0, 60_000, "a position is compared only this long after its last fill"),
        Choice("reconcile.positionBreak", "halt", ["pause", "halt"], "what a position that differs in three readings leads to"),
    ];

    private static IEnumerable<ConfigKey> EngineKeys() =>
    [
        Choice("threads.layout", "shared", ["shared", "dedicated"], "all hot agents on one thread, or one thread each"),
        Choice("threads.idle", "busySpin", ["busySpin", "yielding", "backoff"], "what a hot thread does when there is nothing to do"),
        new("threads.hotCpus", ConfigKind.TextList, "processors for the hot threads, in order; empty leaves them to the scheduler") { Default = "" },
        Integer("threads.clockIntervalMicros", "1000", 100, 100_000, "how often time enters the core"),
        Integer("rings.inputSlots", "65536", 16_384, 4_194_304, "slots of the input ring, a power of two"),
        Integer("rings.outputSlots", "4096", 1024, 65_536, "slots of the output ring, a power of two"),
        Text("journal.directory", "run/journal", "one subdirectory a run"),
        Integer("journal.segmentMebibytes", "64", 1, 1024, "size of each preallocated segment"),
        Text("telemetry.file", "run/telemetry.bin", "memory-mapped figures for other processes"),
    ];

    private static ConfigKey Text(string path, string? initial, string doc) => new(path, ConfigKind.Text, doc) { Default = initial };

    private static ConfigKey Boolean(string path, string initial, string doc) => new(path, ConfigKind.Boolean, doc) { Default = initial };

    private static ConfigKey Choice(string path, string initial, string[] choices, string doc) =>
        new(path, ConfigKind.Choice, doc) { Default = initial, Choices = choices };

    private static ConfigKey Integer(string path, string? initial, double min, double max, string doc) =>
        new(path, ConfigKind.Integer, doc) { Default = initial, Min = min, Max = max };

    private static ConfigKey Number(string path, string? initial, double min, double max, string doc) =>
        new(path, ConfigKind.Number, doc) { Default = initial, Min = min, Max = max };
}
