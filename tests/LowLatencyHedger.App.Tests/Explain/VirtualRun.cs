using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Explain;

/// <summary>A run of the virtual engine with its journal, and what the engine itself knew at each order.</summary>
internal sealed class VirtualRun : IDisposable
{
    public const long PickedUpNanos = 1_000;
    public const long DecidedNanos = 2_500;

    private readonly string _directory;
    private JournalWriter _writer;
    private readonly List<string> _requests = [];
    private CoreSnapshot _before;
    private InputEvent _trigger;
    private long _outputs;
    private CoreConfig _config = Config;

    public VirtualRun(string directory, Func<CoreConfig, CoreConfig>? change = null)
    {
        _directory = directory;
        _writer = Open();
        var config = (change ?? (unchanged => unchanged))(Config) with { Epoch = _writer.Epoch };
        Start(config);
        Engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = new ExchangeOptions { TicksPerSecond = 100, OptionCount = 20, ClientTradesPerSecond = 10 },
            Core = config,
        })
        {
            OnInput = Add,
            OnOutput = Add,
            OnTradingBytes = bytes => _requests.Add(Encoding.UTF8.GetString(bytes.Span)),
        };
    }

    public static CoreConfig Config { get; } = WideConfig.Btc with
    {
        Underlyings = [WideConfig.Btc.Underlyings[0] with { Policy = new PolicySettings { Shadows = ["band:width=0.1", "clock:hours=1"] } }],
    };

    public VirtualEngine Engine { get; }

    public Account Account => Engine.Model.FindAccount(Engine.Model.Options.ClientId)!;

    /// <summary>Every order with its trigger and with what the engine knew before and after it.</summary>
    public List<(OutputEvent Order, InputEvent Trigger, CoreSnapshot Before, CoreSnapshot After)> Orders { get; } = [];

    public List<OutputEvent> Alerts { get; } = [];

    /// <summary>The order with this label as it was handed to the connection; null when it never was.</summary>
    public string? Request(string label) => _requests.SingleOrDefault(request =>
        request.Contains(label, StringComparison.Ordinal) && request.Contains("\"amount\"", StringComparison.Ordinal));

    /// <summary>The process dies when the next order has left; the venue gets it, and the next process has a run of its own.</summary>
    public void CrashWithAnOrderOnItsWay()
    {
        var sent = Orders.Count;
        Assert.True(Engine.RunUntil(() => Orders.Count > sent, 60 * Nanos.PerSecond), "no order");
        Engine.CrashAfter(1, requestsArrive: true, lingerNanos: 20 * Nanos.PerMilli);
        Assert.True(Engine.RunUntil(() => !Engine.IsRunning, 10 * Nanos.PerSecond));
        Engine.Run(2 * Nanos.PerSecond);
        var config = _config with { Epoch = _config.Epoch + 1 };
        _writer.Dispose();
        _writer = Open();
        _outputs = 0;
        Start(config);
        Engine.Restart();
    }

    public void Dispose()
    {
        Engine.Dispose();
        _writer.Dispose();
    }

    private JournalWriter Open() => JournalWriter.Create(new JournalOptions { Directory = _directory, SegmentBytes = 8 * 1024 * 1024 });

    private void Start(CoreConfig config)
    {
        Assert.Equal(config.Epoch, _writer.Epoch);
        _config = config;
        using var core = JsonDocument.Parse(CoreConfigJson.Serialize(config));
        var start = new RunStart { Epoch = _writer.Epoch, StartedUtc = "", Program = "test", Machine = "virtual", Core = core.RootElement };
        _writer.AppendText(RecordType.RunStart, start.ToUtf8());
    }

    private void Add(in InputEvent input, long sequence)
    {
        _trigger = input;
        _before = Engine.Snapshot();
        while (!_writer.TryAppendInput(sequence, in input))
        {
            _writer.Keep();
        }
    }

    private void Add(in OutputEvent output)
    {
        var stamped = output;
        stamped.PickedUpNanos = Engine.NowNanos + PickedUpNanos;
        stamped.DecidedNanos = Engine.NowNanos + DecidedNanos;
        if (output.Kind == OutputKind.PlaceOrder)
        {
            Orders.Add((stamped, _trigger, _before, Engine.Snapshot()));
        }
        else if (output.Kind == OutputKind.Alert)
        {
            Alerts.Add(output);
        }

        while (!_writer.TryAppendOutput(_outputs, in stamped))
        {
            _writer.Keep();
        }

        _outputs++;
    }
}
