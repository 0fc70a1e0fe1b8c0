using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Drills;

/// <summary>What the journal of one run holds, read after its process is gone.</summary>
internal sealed class JournaledRun
{
    private JournaledRun(ReplayResult replay) => Replay = replay;

    /// <summary>The run's inputs through a core, each output compared with the recorded one.</summary>
    public ReplayResult Replay { get; }

    /// <summary>Orders that the core decided to send.</summary>
    public Dictionary<OrderRef, OutputEvent> Intents { get; } = [];

    public Dictionary<string, InstrumentId> Instruments { get; } = [];

    /// <summary>The exchange's time of the latest message that the engine had read, in UTC milliseconds; 0 for none.</summary>
    public long ReadUntilUtcMillis { get; private set; }

    /// <summary>Orders whose outcome the engine did not know when it died.</summary>
    public int UnresolvedOrders { get; private set; }

    /// <exception cref="IOException">There is no such run.</exception>
    public static JournaledRun Read(string runDirectory, int underlyings)
    {
        var run = new JournaledRun(Journal.Replay.Run(runDirectory, verify: true));
        var reader = new JournalReader(runDirectory);
        while (reader.TryRead(out var record))
        {
            if (record.Type == RecordType.Input)
            {
                record.CopyTo(out InputEvent input);
                run.ReadUntilUtcMillis = Math.Max(run.ReadUntilUtcMillis, input.ExchangeTimeUtcNanos / Nanos.PerMilli);
                if (input.Kind == InputKind.InstrumentDefined)
                {
                    run.Instruments[input.InstrumentDefined.Name.ToString()] = input.Instrument;
                }
            }
            else if (record.Type == RecordType.Output)
            {
                record.CopyTo(out OutputEvent output);
                if (output.Kind == OutputKind.PlaceOrder)
                {
                    run.Intents[output.Ref] = output;
                }
            }
        }

        if (run.Replay.Core is { } core)
        {
            for (var place = 0; place < underlyings; place++)
            {
                var snapshot = default(CoreSnapshot);
                core.WriteSnapshot(place, ref snapshot);
                run.UnresolvedOrders += snapshot.UnresolvedOrders;
            }
        }

        return run;
    }
}
