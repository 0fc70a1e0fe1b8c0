using System.Runtime.CompilerServices;
using LowLatencyHedger.Core;

namespace LowLatencyHedger.App.Engine;

/// <summary>What the engine shows of itself in the telemetry file: one picture of the core for each underlying.</summary>
internal struct EngineSnapshot
{
    /// <summary>Changes whenever this struct or the core's does.</summary>
    public const int Version = 5;

    public const int MaxUnderlyings = 8;

    public int UnderlyingCount;

    public CoreSnapshots Underlyings;

    [InlineArray(MaxUnderlyings)]
    public struct CoreSnapshots
    {
        private CoreSnapshot _first;
    }
}
