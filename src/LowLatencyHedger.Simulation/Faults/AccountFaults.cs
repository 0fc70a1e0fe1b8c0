using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What the venue, another instance or a power cut does to the account behind the engine's back.</summary>
internal static class AccountFaults
{
    private const long OrderWaitNanos = 20 * Nanos.PerSecond;
    private const long UnsyncedNanos = 50 * Nanos.PerMilli;

    public static IEnumerable<FaultKind> All =>
    [
        new("split_brain", static (FaultScene scene, in PlannedFault fault) =>
        {
            var epoch = scene.Engine.Epoch + 1 + (uint)(fault.Salt % 3);
            scene.OtherEpoch = Math.Max(scene.OtherEpoch, epoch);
            VenueFaults.TradeByHand(scene, new Random(fault.Salt), $"hx1-{epoch:x8}-{(fault.Salt % 1_000) + 1:x8}");
        }),
        new("spec_change", ChangeSpec) { ShortestSeconds = 2 },
        new("bust", Bust),
        new("cod_fails", FailCancelOnDisconnect),
        new("tail_lost", LoseTail),
    ];

    /// <summary>Tick, least amount or both become larger while trading, and later what they were.</summary>
    private static void ChangeSpec(FaultScene scene, in PlannedFault fault)
    {
        var spec = scene.Perpetual.Spec;
        var isOther = spec != scene.PerpetualSpec;
        if (isOther)
        {
            return;
        }

        var tick = Price.FromRaw(spec.TickSize.Raw * (fault.Salt % 3 == 1 ? 1 : 5));
        var least = Quantity.FromRaw(spec.MinTradeAmount.Raw * (fault.Salt % 3 == 0 ? 1 : 5));
        scene.Model.ChangeSpec(scene.Perpetual, spec with { TickSize = tick, MinTradeAmount = least });
        scene.After(fault.DurationNanos, () => scene.Model.ChangeSpec(scene.Perpetual, scene.PerpetualSpec));
    }

    /// <summary>The venue takes a trade back: the position changes and no trade says so.</summary>
    private static void Bust(FaultScene scene, in PlannedFault fault)
    {
        var side = fault.Salt % 2 == 0 ? Side.Buy : Side.Sell;
        scene.Model.Correct(scene.Account, scene.Perpetual, side, Quantity.FromDouble(10 * (1 + (fault.Salt / 2 % 500))));
        scene.PositionsWrongNanos = Math.Max(scene.PositionsWrongNanos, scene.NowNanos);
    }

    /// <summary>A connection breaks, and the venue cancels nothing although it was told to.</summary>
    private static void FailCancelOnDisconnect(FaultScene scene, in PlannedFault fault)
    {
        scene.Engine.CancelsOnDisconnect = false;
        scene.Engine.CutTrading(requestsArrive: fault.Salt % 2 == 0, fault.Salt % 2_000 * Nanos.PerMilli);
        scene.After(fault.DurationNanos, () => scene.Engine.CancelsOnDisconnect = true);
    }

    /// <summary>The power goes right after an order has left, and the end of the journal, the order in it, was not on the disk.</summary>
    private static void LoseTail(FaultScene scene, in PlannedFault fault)
    {
        if (scene.IsDying)
        {
            return;
        }

        var salted = fault;
        var engine = scene.Engine;
        var core = engine.Core;
        var isDone = false;
        engine.SyncDelayNanos = UnsyncedNanos;
        scene.Trading.AddToVenue(scene.NowNanos + OrderWaitNanos, (ref MessageFate fate) =>
        {
            if (!isDone && Wire.IsPlace(fate.Bytes) && engine.Core == core)
            {
                isDone = true;
                scene.After(salted.Salt % 2 * (UnsyncedNanos / 2), () => Die(scene, core, salted));
            }
        });
        scene.After(OrderWaitNanos, () => engine.SyncDelayNanos = 0);
    }

    private static void Die(FaultScene scene, Core.HedgeCore core, in PlannedFault fault)
    {
        if (!scene.IsDying && scene.Engine.Core == core)
        {
            scene.IsDying = true;
            scene.Engine.LosesTail = true;
            scene.Engine.CrashAfter(1, requestsArrive: fault.Salt % 4 < 2, fault.Salt % 2_000 * Nanos.PerMilli);
            scene.After((2_000 + (fault.Salt % 3_000)) * Nanos.PerMilli, scene.Restart);
        }
    }
}
