using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// What the core's thread does for telemetry: counting an event, keeping a fill, and, when there is nothing to do, its share of the tables; the
/// floor is copying an event.
/// </summary>
internal sealed class TelemetryBenchmark : IBenchmark
{
    private const int Count = 512;
    private const int Steps = 64;
    private const int Options = 100;

    private InputEvent _input = new() { Kind = InputKind.BookChunk, Instrument = new InstrumentId(0), ReceivedNanos = 1 };
    private InputEvent _copy;

    public string Name => "telemetry";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var directory = Directory.CreateTempSubdirectory("hedger-bench-");
        try
        {
            var layout = new TelemetryLayout { Counters = EngineTelemetry.Counters, Tables = EngineTables.All };
            using var file = TelemetryFile.Create(Path.Combine(directory.FullName, "telemetry.bin"), layout);
            var (inputs, tables, core) = (new InputCounters(file), new EngineTables(file, 1, "{}"), new ScratchCore(Options));
            var floor = new Work("copyEvent", Count, CopyEvents);
            return
            [
                rounds.Compare(new Work("countInput", Count, () => CountInputs(inputs)), floor),
                rounds.Compare(new Work("keepFill", Count, () => KeepFills(tables)), floor),
                rounds.Compare(new Work("stepTables", Steps, () => StepTables(tables, core)), floor),
            ];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void StepTables(EngineTables tables, ScratchCore core)
    {
        for (var i = 0; i < Steps; i++)
        {
            tables.Step(core.View);
        }
    }

    private void CountInputs(InputCounters inputs)
    {
        for (var i = 0; i < Count; i++)
        {
            inputs.Count(in _input);
        }
    }

    private void KeepFills(EngineTables tables)
    {
        for (var i = 0; i < Count; i++)
        {
            tables.AddFill(in _input);
        }
    }

    private void CopyEvents()
    {
        for (var i = 0; i < Count; i++)
        {
            _input.ReceivedNanos++;
            _copy = _input;
            Volatile.Write(ref _copy.PublishedNanos, i);
        }
    }
}
