using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Faults of connections and of single messages on them.</summary>
internal static class NetworkFaults
{
    private const long OrderWaitNanos = 20 * Nanos.PerSecond;

    public static IEnumerable<FaultKind> All =>
    [
        new("conn_reset", static (FaultScene scene, in PlannedFault fault) => CutTrading(scene, fault, reopenNanos: 0)),
        new("conn_blackhole", static (FaultScene scene, in PlannedFault fault) => Silence(scene.Trading, scene, fault)),
        new("md_reset", static (FaultScene scene, in PlannedFault fault) =>
            scene.Engine.CutMarket(requestsArrive: fault.Salt % 2 == 0, Linger(fault))),
        new("md_blackhole", static (FaultScene scene, in PlannedFault fault) => Silence(scene.Market, scene, fault)),
        new("outage", Outage) { ShortestSeconds = 10, LongestSeconds = 120 },
        new("reply_lost", static (FaultScene scene, in PlannedFault fault) =>
            OnOneReply(scene, static (ref MessageFate fate) => fate.IsLost = true)),
        new("slow_reply", SlowReplies),
        new("slow_req", SlowRequest),
        new("not_loss", static (FaultScene scene, in PlannedFault fault) =>
            OnAccountChanges(scene, fault, static (ref MessageFate fate, Random random) => fate.IsLost = random.Next(2) == 0)),
        new("not_dup", static (FaultScene scene, in PlannedFault fault) =>
            OnAccountChanges(scene, fault, static (ref MessageFate fate, Random random) => fate.IsDoubled = random.Next(2) == 0)),
        new("reorder", static (FaultScene scene, in PlannedFault fault) => OnAccountChanges(
            scene, fault, static (ref MessageFate fate, Random random) => fate.DelayNanos += random.Next(500) * Nanos.PerMilli)),
        new("md_gap", static (FaultScene scene, in PlannedFault fault) =>
            OnBookChanges(scene, fault, static (ref MessageFate fate, Random random) => fate.IsLost = random.Next(4) == 0)),
        new("md_dup", static (FaultScene scene, in PlannedFault fault) =>
            OnBookChanges(scene, fault, static (ref MessageFate fate, Random random) => fate.IsDoubled = random.Next(2) == 0)),
        new("md_reorder", static (FaultScene scene, in PlannedFault fault) => OnBookChanges(
            scene, fault, static (ref MessageFate fate, Random random) => fate.DelayNanos += random.Next(300) * Nanos.PerMilli)),
        new("channel_freeze", FreezeChannel),
        new("sub_lost", LoseSubscription),
    ];

    private static long Linger(in PlannedFault fault) => fault.Salt % 2_000 * Nanos.PerMilli;

    private static void CutTrading(FaultScene scene, in PlannedFault fault, long reopenNanos) =>
        scene.Engine.CutTrading(requestsArrive: fault.Salt % 2 == 0, Linger(fault), Math.Max(reopenNanos, 250 * Nanos.PerMilli));

    private static void Outage(FaultScene scene, in PlannedFault fault)
    {
        CutTrading(scene, fault, fault.DurationNanos);
        scene.Engine.CutMarket(requestsArrive: false, 0, fault.DurationNanos);
    }

    /// <summary>Nothing arrives in either direction and neither end is told.</summary>
    private static void Silence(LinkRules link, FaultScene scene, in PlannedFault fault)
    {
        var untilNanos = scene.NowNanos + fault.DurationNanos;
        link.AddToVenue(untilNanos, static (ref MessageFate fate) => fate.IsLost = true);
        link.AddToEngine(untilNanos, static (ref MessageFate fate) => fate.IsLost = true);
    }

    private static void OnOneReply(FaultScene scene, LinkRule rule)
    {
        var isDone = false;
        scene.Trading.AddToEngine(scene.NowNanos + OrderWaitNanos, (ref MessageFate fate) =>
        {
            if (!isDone && scene.Trading.IsOrderReply(fate.Bytes))
            {
                isDone = true;
                rule(ref fate);
            }
        });
    }

    private static void SlowReplies(FaultScene scene, in PlannedFault fault)
    {
        var random = new Random(fault.Salt);
        scene.Trading.AddToEngine(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (scene.Trading.IsOrderReply(fate.Bytes))
            {
                fate.DelayNanos += random.Next(200, 6_000) * Nanos.PerMilli;
            }
        });
    }

    /// <summary>An order waits in a gateway of the venue.</summary>
    private static void SlowRequest(FaultScene scene, in PlannedFault fault)
    {
        var random = new Random(fault.Salt);
        scene.Trading.AddToVenue(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (Wire.IsPlace(fate.Bytes))
            {
                fate.DelayNanos += random.Next(100, 4_000) * Nanos.PerMilli;
            }
        });
    }

    private delegate void RandomRule(ref MessageFate fate, Random random);

    private static void OnAccountChanges(FaultScene scene, in PlannedFault fault, RandomRule rule)
    {
        var random = new Random(fault.Salt);
        scene.Trading.AddToEngine(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (Wire.IsAccountChange(fate.Bytes))
            {
                rule(ref fate, random);
            }
        });
    }

    private static void OnBookChanges(FaultScene scene, in PlannedFault fault, RandomRule rule)
    {
        var random = new Random(fault.Salt);
        scene.Market.AddToEngine(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (IsBookChange(ref fate))
            {
                rule(ref fate, random);
            }
        });
    }

    /// <summary>What begins a book anew counts as none.</summary>
    private static bool IsBookChange(ref MessageFate fate) => fate.Direct is { } direct
        ? direct.Channel.Kind == ChannelKind.Book
        : Wire.IsBookChange(fate.Bytes);

    private static readonly string[] s_channels =
        ["book.", "ticker.BTC-PERPETUAL", "quote.", "deribit_price_index.", "markprice.options."];

    /// <summary>One channel goes quiet while the others flow.</summary>
    private static void FreezeChannel(FaultScene scene, in PlannedFault fault)
    {
        var channel = s_channels[fault.Salt % s_channels.Length];
        scene.Market.AddToEngine(
            scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
                fate.IsLost = fate.Channel.StartsWith(channel, StringComparison.Ordinal));
    }

    /// <summary>After a reconnect one channel is acknowledged and stays silent.</summary>
    private static void LoseSubscription(FaultScene scene, in PlannedFault fault)
    {
        scene.Engine.CutMarket(requestsArrive: false);
        FreezeChannel(scene, fault);
    }
}
