namespace LowLatencyHedger.App.Configuration;

/// <summary>Every key that a configuration file may have. The order here is the order of <c>config show</c> and of the reference page.</summary>
internal static class ConfigSchema
{
    public static IReadOnlyList<ConfigKey> Keys { get; } = [.. VenueKeys(), .. UnderlyingKeys(), .. LimitKeys(), .. EngineKeys()];

    public static IReadOnlyDictionary<string, ConfigKey> ByPath { get; } = Keys.ToDictionary(key => key.Path, StringComparer.Ordinal);

    private static IEnumerable<ConfigKey> VenueKeys() =>
    [
        Choice("venue.environment", "simulator", ["simulator", "testnet", "live"], "which exchange the address belongs to; live needs --live, too"),
        Text("venue.url", null, "websocket address; left out, the environment's own (a simulator always needs one)"),
        Choice("venue.transport", "polled", ["polled", "managed"], "own framing on a polled socket, or .NET's ClientWebSocket"),
        Choice("venue.optionTickers", "all", ["all", "none"], "subscribe a ticker of every option; none relies on the mark-volatility feed"),
        Integer("venue.heartbeatSeconds", "10", 10, 60, "interval of the heartbeat that both sides keep"),
        Choice("credentials.grant", "clientSignature", ["clientCredentials", "clientSignature"], "send the secret, or only a signature made with it"),
        Text("credentials.clientIdFile", null, "file (mode 0600) that holds the API key's id"),
        Text("credentials.clientSecretFile", null, "file (mode 0600) that holds the API key's secret"),
        Text("credentials.clientIdVariable", null, "environment variable that holds the id, instead of a file"),
        Text("credentials.clientSecretVariable", null, "environment variable that holds the secret, instead of a file"),
    ];

    private static IEnumerable<ConfigKey> UnderlyingKeys() =>
    [
        Text("underlyings[].index", null, "price index to hedge, for example btc_usd") with { Required = true },
        Text("underlyings[].currency", null, "settlement currency of its products, for example BTC") with { Required = true },
        Text("underlyings[].hedgeInstrument", null, "what the hedge trades, for example BTC-PERPETUAL") with { Required = true },
        Choice("underlyings[].numeraire", "coin", ["coin", "usd"], "keep the P&L flat in coins (delta_total = 0) or in dollars (delta_total = -equity)"),
        Number("underlyings[].equityHedgeFraction", "1", 0, 1, "usd numeraire only: the part of the coin equity to hedge"),
        Choice("underlyings[].policy.name", "band", ["band"], "hedging policy"),
        Number("underlyings[].policy.targetDeltaCoins", "0", -1e6, 1e6, "net delta to keep"),
        Number("underlyings[].policy.lowerWidthCoins", null, 1e-8, 1e6, "hedge when the net delta is this far below the target") with { Required = true },
        Number("underlyings[].policy.upperWidthCoins", null, 1e-8, 1e6, "hedge when the net delta is this far above the target") with { Required = true },
        Number("underlyings[].policy.innerFraction", "0", 0, 1, "how much of the band to leave: 0 trades to the target, 1 to the band's edge"),
        Integer("underlyings[].policy.minIntervalMillis", "0", 0, 3_600_000, "shortest time between two hedges"),
        Number("underlyings[].maxOrderAmount", null, 1e-8, 1e9, "largest hedge order, in the venue's amount unit (USD for inverse futures)") with { Required = true },
        Number("underlyings[].maxNetDeltaCoins", null, 1e-8, 1e6, "net delta beyond which only reducing orders are sent") with { Required = true },
    ];

    private static IEnumerable<ConfigKey> LimitKeys() =>
    [
        Number("limits.maxOrderNotionalUsd", "50000", 1, 10_000_000, "largest single order"),
        Number("limits.maxOpenOrderNotionalUsd", "100000", 1, 20_000_000, "all working, in-flight and unknown orders together"),
        Number("limits.maxAbsPositionUsd", "500000", 1, 100_000_000, "largest position in a hedge instrument, worst case"),
        Number("limits.priceCollarBps", "100", 1, 1000, "largest distance of an order's price from index and mark"),
        Number("limits.maxCrossBps", "10", 0.1, 200, "how far through the touch a hedge order may be priced"),
        Number("limits.maxSlippageBps", "10", 0.1, 500, "largest average slippage against mid that the book's depth may cost; larger clips are cut"),
        Number("limits.maxSpreadBps", "20", 0.1, 1000, "wider hedge markets pause hedging"),
        Integer("limits.hedgeBookMaxAgeMillis", "1000", 50, 60_000, "older hedge book pauses hedging"),
        Integer("limits.indexMaxAgeMillis", "3000", 50, 60_000, "older index pauses hedging"),
        Integer("limits.greeksMaxAgeMillis", "15000", 100, 600_000, "older forward or volatility of a held expiry pauses hedging"),
        Integer("limits.orderValidMillis", "1500", 500, 5000, "the venue must start an order within this time or not at all"),
        Number("limits.maxOrdersPerSecond", "3", 0.1, 100, "sustained rate of orders"),
        Integer("limits.orderBurst", "10", 1, 200, "orders that may be sent at once after a quiet time"),
        Integer("limits.maxOrdersPerMinute", "60", 1, 6000, "orders in any minute"),
        Integer("limits.unfilledBackoffMinMillis", "100", 1, 60_000, "wait after an order that filled nothing; doubles with each in a row"),
        Integer("limits.unfilledBackoffMaxMillis", "5000", 1, 600_000, "longest such wait"),
        Integer("limits.maxRejectRun", "5", 1, 100, "rejects within 30 s that halt trading"),
        Integer("limits.maxClockOffsetMillis", "500", 1, 60_000, "larger distance from the venue's clock pauses hedging"),
        Boolean("limits.mustReduceDelta", "true", "an order must bring the net delta nearer to its target"),
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
