using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Journal.Tests;

/// <summary>A run of the virtual engine, kept in memory; unless said otherwise some seconds with a cut connection in them.</summary>
public sealed class RecordedRun
{
    private const int SegmentBytes = 8 * 1024 * 1024;

    private readonly List<(long Sequence, InputEvent Input, OutputEvent Output)> _records = [];
    private readonly CoreConfig _config;
    private DecisionHash _hash;

    public RecordedRun()
        : this(
            new VirtualEngineOptions
            {
                Exchange = new ExchangeOptions { TicksPerSecond = 100, OptionCount = 20, ClientTradesPerSecond = 10 },
                Core = Config,
            },
            engine =>
            {
                engine.Run(5 * Nanos.PerSecond);
                engine.CutTrading(requestsArrive: true);
                engine.Run(4 * Nanos.PerSecond);
            })
    {
    }

    internal RecordedRun(VirtualEngineOptions options, Action<VirtualEngine> script)
    {
        _config = options.Core;
        StartUtcNanos = options.StartUtcNanos;
        using var engine = new VirtualEngine(options) { OnInput = Add, OnOutput = Add };
        script(engine);
    }

    public static CoreConfig Config => WideConfig.Btc;

    /// <summary>All outputs in order.</summary>
    internal IEnumerable<OutputEvent> Outputs => _records.Where(record => record.Input.Kind == InputKind.None).Select(record => record.Output);

    /// <summary>Inputs, and between them, of kind None, outputs.</summary>
    internal IReadOnlyList<(long Sequence, InputEvent Input, OutputEvent Output)> Records => _records;

    public long StartUtcNanos { get; }

    public long InputCount { get; private set; }

    public long OutputCount { get; private set; }

    public long OrderCount { get; private set; }

    public ulong DecisionHash => _hash.Value;

    /// <summary>Writes the run as a journal, with whatever damage is asked for.</summary>
    public void Write(
        string directory, Func<long, OutputEvent, OutputEvent>? alter = null, Predicate<long>? keep = null, CoreConfig? config = null)
    {
        using var writer = JournalWriter.Create(new JournalOptions { Directory = directory, SegmentBytes = SegmentBytes });
        using var core = JsonDocument.Parse(CoreConfigJson.Serialize((config ?? _config) with { Epoch = writer.Epoch }));
        var start = new RunStart { Epoch = writer.Epoch, StartedUtc = "", Program = "test", Machine = "virtual", Core = core.RootElement };
        writer.AppendText(RecordType.RunStart, start.ToUtf8());
        var number = 0L;
        foreach (var (sequence, input, output) in _records)
        {
            if (input.Kind != InputKind.None)
            {
                Assert.True(writer.TryAppendInput(sequence, in input));
                continue;
            }

            if (keep is null || keep(number))
            {
                Assert.True(writer.TryAppendOutput(number, alter is null ? output : alter(number, output)));
            }

            number++;
        }

        var end = new RunEnd { Inputs = InputCount, Outputs = OutputCount, DecisionHash = $"{DecisionHash:x16}", Reason = "over" };
        writer.AppendText(RecordType.RunEnd, end.ToUtf8());
    }

    private void Add(in InputEvent input, long sequence)
    {
        _records.Add((sequence, input, default));
        InputCount++;
    }

    private void Add(in OutputEvent output)
    {
        _records.Add((0, default, output));
        _hash.Add(in output);
        OutputCount++;
        OrderCount += output.Kind == OutputKind.PlaceOrder ? 1 : 0;
    }
}
