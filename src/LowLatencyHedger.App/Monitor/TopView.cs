using System.Text;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LowLatencyHedger.App.Monitor;

/// <summary>The engine in 100 columns and 29 lines. Every fact is in words or figures, so that it can be read without colours. Thread: one.</summary>
internal sealed class TopView(TelemetrySource source)
{
    public const int Width = 100;

    private const int LimitsShown = 3;
    private const int TapeShown = 3;
    private const int AlarmsShown = 3;
    private const int GaugeWidth = 9;

    private EnginePicture? _before;

    /// <summary>The last picture was one of an engine.</summary>
    public bool HasEngine { get; private set; }

    public IRenderable Read()
    {
        var (picture, life, problem) = source.Read(withHistograms: true);
        HasEngine = picture is not null;
        return picture is null ? new Markup($"[bold]NO ENGINE[/]  {Markup.Escape(problem)}") : Render(picture, life);
    }

    internal IRenderable Render(EnginePicture picture, EngineLife life)
    {
        var before = _before?.StartUtcNanos == picture.StartUtcNanos ? _before : picture;
        _before = picture;
        return new Rows(
            Header(picture, before, life),
            Underlyings(picture),
            Latencies(picture),
            SlowTicks(picture),
            Limits(picture),
            Lines("hedges", picture.OrdersSent.Take(TapeShown).Select(record => Hedge(picture, record.NotedUtcNanos, record.Output)), TapeShown),
            Lines("alarms", picture.Alarms.Take(AlarmsShown).Select(record => Alarm(picture, record.NotedUtcNanos, record.Output)), AlarmsShown));
    }

    private static Markup Header(EnginePicture picture, EnginePicture before, EngineLife life)
    {
        var trading = StatusDocument.Trading(picture);
        var state = life == EngineLife.Running ? trading["state"]!.GetValue<string>().ToUpperInvariant() : $"ENGINE {life.ToString().ToUpperInvariant()}";
        var colour = state switch { "ACTIVE" => "green", "PAUSE" or "REDUCE" => "yellow", _ => "red" };
        var cause = state == "ACTIVE" ? "" : trading["halt"]?["reason"]?.GetValue<string>() ?? trading["cause"]!.GetValue<string>();
        var seconds = (picture.ReadNanos - before.ReadNanos) / 1e9;
        var rate = seconds > 0 ? $"{(picture.Core.InputCount - before.Core.InputCount) / seconds:#,0} events/s  " : "";
        var lag = picture.Counter(Engine.EngineTelemetry.JournalLagMillis);
        var rest = $"{picture.Run.Environment}  {rate}{DateTime.UtcNow:HH:mm:ss} UTC  journal {lag} ms behind";
        var room = Math.Max(0, Width - state.Length - rest.Length - " ".Length - "  ".Length);
        return new Markup($"[bold {colour}]{Markup.Escape(state)}[/] {Markup.Escape(Cut(cause, room))}  [dim]{Markup.Escape(rest)}[/]");
    }

    private static Table Underlyings(EnginePicture picture)
    {
        var table = Plain("hedge", "price", "delta", "band", "", "gamma", "vega", "theta", "worst", "profit");
        foreach (var (place, state) in picture.Underlyings.Index())
        {
            var isOut = state.NetDelta < state.BandLower || state.NetDelta > state.BandUpper;
            table.AddRow(
                Text(picture.Underlying(place).HedgeInstrument),
                Number(state.HedgeMid, "#,0.00"),
                Number(state.NetDelta, Math.Abs(state.NetDelta) < 1e3 ? "+0.000;-0.000;0.000" : "+0.0;-0.0", isOut ? "yellow" : null),
                Text(Gauge(in state)),
                Text(isOut ? "OUT" : ""),
                Number(state.Gamma, Math.Abs(state.Gamma) < 1e-3 ? "0.0e+0" : "0.0000"),
                Money(state.Vega),
                Money(state.Theta),
                Money(-(FigureReport.Of(picture, place)?.ScenarioLossUsd ?? double.NaN)),
                Money(state.ProfitUsd));
        }

        return table;
    }

    private static Table Latencies(EnginePicture picture)
    {
        var table = Plain("latency, us", "count", "p50", "p90", "p99", "p99.9", "p99.99", "max");
        var rows = picture.Histograms.Where(row => row.Item.Name is not (StageHistograms.SlowTickName or StageHistograms.TickToSendName));
        foreach (var (item, histogram) in rows)
        {
            var row = histogram.Summarize();
            table.AddRow([
                Text(LatencyDocument.NameOf(item)),
                Number(row.Count, "#,0"),
                .. new[] { row.P50Nanos, row.P90Nanos, row.P99Nanos, row.P999Nanos, row.P9999Nanos, row.MaxNanos }
                    .Select(nanos => row.Count == 0 ? Text("-") : Micros(nanos)),
            ]);
        }

        return table;
    }

    /// <summary>The tail by cause: a column each.</summary>
    private static Table SlowTicks(EnginePicture picture)
    {
        var causes = picture.Histograms.Where(row => row.Item.Name == StageHistograms.SlowTickName)
            .Select(row => (Name: LatencyDocument.CauseOf(row.Item), Summary: row.Histogram.Summarize()))
            .ToList();
        var table = Plain(["slow ticks by cause", .. causes.Select(cause => cause.Name)]);
        table.AddRow([Text("count"), .. causes.Select(cause => Number(cause.Summary.Count, "#,0"))]);
        table.AddRow([Text("max, us"), .. causes.Select(cause => cause.Summary.Count == 0 ? Text("-") : Micros(cause.Summary.MaxNanos))]);
        return table;
    }

    private static Table Limits(EnginePicture picture)
    {
        var table = Plain("limits, most used first", "use %", "value", "limit", "unit");
        foreach (var limit in picture.Limits.Where(limit => limit.Limit > 0).OrderByDescending(Use).Take(LimitsShown))
        {
            var scale = ControlNames.Scale(limit);
            table.AddRow(
                Text($"{ControlNames.Of(limit)}, {picture.Underlying(limit.Place).Index}"),
                Number(100 * limit.Value / limit.Limit, "0.0", limit.IsHeld == 0 ? "red" : Use(limit) > 0.8 ? "yellow" : null),
                Number(limit.Value * scale, "#,0.###"),
                Number(limit.Limit * scale, "#,0.###"),
                Text(ControlNames.Unit(limit) + (limit.IsHeld == 0 ? " BROKEN" : "")));
        }

        return table;
    }

    private static double Use(LimitSnapshot limit) => double.IsNaN(limit.Value) ? double.MaxValue : limit.Value / limit.Limit;

    private static string Hedge(EnginePicture picture, long utcNanos, OutputEvent order)
    {
        var side = order.Side.ToString().ToLowerInvariant();
        var decidedMicros = (order.DecidedNanos - order.ReceivedNanos) / 1e3;
        return $"{StatusDocument.Utc(utcNanos)[11..19]}  {side,-4} {picture.Name(order.Instrument),-14} {order.Amount.ToDouble(),12:#,0.##} @ "
            + $"{order.Price.ToDouble(),10:0.00}  delta {order.DeltaBefore:+0.00;-0.00} to {order.DeltaAfter:+0.00;-0.00;0.00}  {decidedMicros:0} us";
    }

    private static string Alarm(EnginePicture picture, long utcNanos, OutputEvent output)
    {
        var what = output.Kind == OutputKind.TradingState ? $"{output.TradingState}: " : "";
        var level = output.Kind == OutputKind.Alert ? output.Severity.ToString().ToUpperInvariant() : "STATE";
        return $"{StatusDocument.Utc(utcNanos)[11..19]}  {level,-8} {what}{OutputText.Words(output.Reason)}  {picture.Name(output.Instrument)}";
    }

    private static Table Lines(string title, IEnumerable<string> lines, int count)
    {
        var table = Plain(title);
        var all = lines.ToList();
        foreach (var line in all.Concat(Enumerable.Repeat("", count)).Take(count))
        {
            table.AddRow(Text(Cut(line, Width - 2)));
        }

        return table;
    }

    /// <summary>The first column to the left, the others to the right; no lines and one blank between columns, so that a small terminal holds it.</summary>
    private static Table Plain(params string[] columns)
    {
        var table = new Table().NoBorder();
        foreach (var (i, name) in columns.Index())
        {
            table.AddColumn(new TableColumn(new Markup($"[dim]{Markup.Escape(name)}[/]"))
            {
                Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true, Padding = new Padding(0, 0, 1, 0),
            });
        }

        return table;
    }

    private static string Gauge(in CoreSnapshot state)
    {
        var gauge = new StringBuilder("[").Append(' ', GaugeWidth).Append(']');
        var share = (state.NetDelta - state.BandLower) / (state.BandUpper - state.BandLower);
        if (double.IsFinite(share))
        {
            gauge[1 + (GaugeWidth / 2)] = '|';
            gauge[Math.Clamp((int)Math.Round(share * (GaugeWidth - 1)) + 1, 0, GaugeWidth + 1)] = share < 0 ? '<' : share > 1 ? '>' : '*';
        }

        return gauge.ToString();
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static Markup Text(string text) => new(Markup.Escape(text));

    /// <summary>In eight columns; thousands and millions where all digits are too many.</summary>
    private static Markup Money(double value) => Number(value, Math.Abs(value) switch { < 1e3 => "0.0", < 1e5 => "#,0", < 1e8 => "#,0,k", _ => "#,0,,M" });

    private static Markup Micros(long nanos) => Number(nanos / 1e3, nanos < Nanos.PerSecond ? "#,0.0" : "#,0");

    private static Markup Number(double value, string format, string? colour = null)
    {
        var text = double.IsFinite(value) ? value.ToString(format) : "-";
        return new Markup(colour is null ? text : $"[{colour}]{text}[/]");
    }
}
