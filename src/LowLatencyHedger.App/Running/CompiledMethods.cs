using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// Names the methods that the JIT compiles from its construction on, with their tier and the second. A diagnosis: the runtime tells each of them through an
/// event, whose handling allocates. Cold; the runtime calls it on a thread of its own.
/// </summary>
internal sealed class CompiledMethods : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords Jit = (EventKeywords)0x10;
    private const int TierShift = 7;
    private const int TierMask = 7;

    private readonly ConcurrentQueue<string> _names = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>In the order in which they were compiled.</summary>
    public IReadOnlyCollection<string> Names => _names;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Verbose, Jit);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) == true && eventData.Payload is { } payload)
        {
            var tier = (Convert.ToUInt32(payload[5], null) >> TierShift) & TierMask;
            _names.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{payload[6]}.{payload[7]} tier {tier} at {_watch.Elapsed.TotalSeconds:0.000} s"));
        }
    }
}
