using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Faults of the process, its host and its clocks.</summary>
internal static class HostFaults
{
    public static IEnumerable<FaultKind> All =>
    [
        new("crash", static (FaultScene scene, in PlannedFault fault) => Crash(scene, fault, isPowerLost: false)),
        new("power_loss", static (FaultScene scene, in PlannedFault fault) => Crash(scene, fault, isPowerLost: true)),
        new("stall", static (FaultScene scene, in PlannedFault fault) => scene.Engine.Stall(fault.DurationNanos))
        {
            ShortestSeconds = 0.1, LongestSeconds = 8,
        },
        new("clock_jump", static (FaultScene scene, in PlannedFault fault) => SkewClock(scene, fault, 5_000)),
        new("clock_skew", static (FaultScene scene, in PlannedFault fault) => SkewClock(scene, fault, 400)),
        new("halt_restart", HaltAndRestart),
        new("ring_full", static (FaultScene scene, in PlannedFault fault) =>
        {
            if (fault.Salt % 2 == 0)
            {
                scene.Engine.HoldMarket(fault.DurationNanos);
            }
            else
            {
                scene.Engine.HoldTrading(fault.DurationNanos);
            }
        }) { LongestSeconds = 5 },
        new("cancel_all", static (FaultScene scene, in PlannedFault fault) => scene.Engine.Command(ControlVerb.CancelAll)),
    ];

    /// <summary>The process dies within its next hundred inputs and is started again after a while.</summary>
    public static void Crash(FaultScene scene, in PlannedFault fault, bool isPowerLost)
    {
        if (scene.IsDying)
        {
            return;
        }

        scene.IsDying = true;
        var random = new Random(fault.Salt);
        scene.Engine.CrashAfter(
            random.Next(1, 100), requestsArrive: !isPowerLost && random.Next(2) == 0, random.Next(2_000) * Nanos.PerMilli);
        scene.After((isPowerLost ? 2_000 : 50) * Nanos.PerMilli + (random.Next(3_000) * Nanos.PerMilli), scene.Restart);
    }

    private static void SkewClock(FaultScene scene, in PlannedFault fault, int millisMax)
    {
        scene.Engine.UtcSkewNanos = ((fault.Salt % (2 * millisMax)) - millisMax) * Nanos.PerMilli;
        scene.After(fault.DurationNanos, () => scene.Engine.UtcSkewNanos = 0);
    }

    /// <summary>The operator halts, the process dies while halted, and later the operator resumes.</summary>
    private static void HaltAndRestart(FaultScene scene, in PlannedFault fault)
    {
        scene.IsHaltWanted = true;
        scene.Engine.Command(ControlVerb.Halt);
        var salted = fault;
        if (fault.Salt % 2 == 0)
        {
            scene.After(fault.DurationNanos / 2, () => Crash(scene, salted, isPowerLost: false));
        }

        scene.After(fault.DurationNanos + (4 * Nanos.PerSecond), () =>
        {
            scene.IsHaltWanted = false;
            scene.Engine.Command(ControlVerb.Resume);
        });
    }
}
