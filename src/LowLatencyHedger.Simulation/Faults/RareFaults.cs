using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Faults that one may wait for during years: of the account, of the market, of the disk and of single threads.</summary>
internal static class RareFaults
{
    private const double StubDistance = 0.013;

    public static IEnumerable<FaultKind> All =>
    [
        new("ext_cancel", static (FaultScene scene, in PlannedFault fault) => scene.Model.CancelAll(scene.Account, OrderFilter.All)),
        new("liquidation", static (FaultScene scene, in PlannedFault fault) =>
        {
            var random = new Random(fault.Salt);
            for (var i = 0; i < 3; i++)
            {
                VenueFaults.TradeByHand(scene, random, "liquidation");
            }
        }),
        new("stub_book", MoveBook) { ShortestSeconds = 0.5, LongestSeconds = 10 },
        new("disk_broken", BreakDisk) { ShortestSeconds = 6 },
        new("disk_slow", static (FaultScene scene, in PlannedFault fault) => Report(
            scene, fault, FaultScene.Healthy with { JournalLagNanos = (1 + (fault.Salt % 20)) * 500 * Nanos.PerMilli })),
        new("disk_full", static (FaultScene scene, in PlannedFault fault) =>
        {
            Report(scene, fault, FaultScene.Healthy with { DiskFreeMebibytes = fault.Salt % 10 });
            scene.ExpectHalt("the disk is full");
        }) { ShortestSeconds = 6 },
        new("thread_dead", KillThread),
    ];

    /// <summary>The makers have left, and what stands in the book is far from the index.</summary>
    private static void MoveBook(FaultScene scene, in PlannedFault fault)
    {
        scene.Model.SetLiquidity(scene.Perpetual, isPresent: false);
        var takeOut = scene.Model.AddStubs(scene.Perpetual, fault.Salt % 2 == 0 ? StubDistance : -StubDistance);
        scene.After(fault.DurationNanos, () =>
        {
            takeOut();
            scene.Model.SetLiquidity(scene.Perpetual, isPresent: true);
        });
    }

    /// <summary>The journal cannot be written any more: the engine halts, no resume helps, and in the end somebody starts it again.</summary>
    private static void BreakDisk(FaultScene scene, in PlannedFault fault)
    {
        var salted = fault;
        scene.Health = FaultScene.Healthy with { IsJournalBroken = true };
        scene.ExpectHalt("the journal is broken");
        scene.After(fault.DurationNanos, () => HostFaults.Crash(scene, salted, isPowerLost: salted.Salt % 2 == 0));
    }

    private static void Report(FaultScene scene, in PlannedFault fault, in EngineHealthBody health)
    {
        scene.Health = scene.Health.IsJournalBroken ? scene.Health : health;
        scene.After(fault.DurationNanos, () => scene.Health = scene.Health.IsJournalBroken ? scene.Health : FaultScene.Healthy);
    }

    /// <summary>A connection is polled no more; its process is replaced after a while.</summary>
    private static void KillThread(FaultScene scene, in PlannedFault fault)
    {
        var salted = fault;
        Action<long> hold = fault.Salt % 2 == 0 ? scene.Engine.HoldMarket : scene.Engine.HoldTrading;
        hold(fault.DurationNanos);
        scene.After(fault.DurationNanos, () =>
        {
            hold(0);
            HostFaults.Crash(scene, salted, isPowerLost: false);
        });
    }
}
