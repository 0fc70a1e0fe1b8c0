using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What a campaign shows: of the runs so far while it is under way. One thread at a time.</summary>
public sealed class FaultReport
{
    private const int FailuresShown = 20;

    private readonly List<FaultRunResult> _results = [];

    /// <summary>In the order of their seeds once the campaign has ended.</summary>
    public IReadOnlyList<FaultRunResult> Results => _results;

    /// <summary>The program's version, with the commit that it was built from.</summary>
    public static string Version { get; } =
        typeof(FaultReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Of the engine's configurations.</summary>
    public static string ConfigurationHash { get; } = Convert.ToHexStringLower(
        SHA256.HashData([.. CoreConfigJson.Serialize(FaultConfig.Core), .. CoreConfigJson.Serialize(FaultConfig.Passive)]))[..16];

    public int DoubleRuns => Results.Count(static result => result.IsDouble);

    /// <summary>Seeds that gave two different runs.</summary>
    public int Mismatches => Results.Count(static result => result.IsMismatch);

    /// <summary>The least that still fails, of the first failures.</summary>
    public IReadOnlyList<FaultRunOptions> Shrunk { get; private set; } = [];

    public IEnumerable<FaultRunResult> Failures => Results.Where(static result => result.Failure is not null);

    /// <summary>Laws that no run put to the test: an oracle that looks away shows nothing.</summary>
    public IEnumerable<Law> Untested => Enum.GetValues<Law>().Where(law => law != Law.MemoryIsFlat && Results.Sum(result => result.Evaluations[(int)law]) == 0);

    public double VirtualHours => Results.Sum(static result => (double)result.VirtualNanos) / Nanos.PerSecond / 3600;

    public long Faults(int kind) => Results.Sum(result => (long)result.Faults[kind]);

    public long FaultsTotal => Results.Sum(static result => (long)result.Faults.Sum());

    public long Recoveries => Results.Sum(static result => result.Recoveries);

    public long Restarts => Results.Sum(static result => (long)result.Processes - 1);

    public int ByteRuns => Results.Count(static result => result.Options.IsBytes);

    public long Orders => Results.Sum(static result => result.Orders);

    public long Fills => Results.Sum(static result => result.Fills);

    public long Inputs => Results.Sum(static result => result.Inputs);

    internal void Add(FaultRunResult result) => _results.Add(result);

    internal void End(IReadOnlyList<FaultRunOptions> shrunk)
    {
        _results.Sort(static (a, b) => a.Options.Seed.CompareTo(b.Options.Seed));
        Shrunk = shrunk;
    }

    public void WriteText(TextWriter output, TimeSpan took)
    {
        output.WriteLine($"hedger {Version}, configuration {ConfigurationHash}");
        var seeds = Results.Count == 0 ? "none" : $"{Results[0].Options.Seed}..{Results[^1].Options.Seed}";
        var modes = string.Join(", ", Results.CountBy(static r => r.Options.Mode).Select(static pair => $"{pair.Key} {pair.Value}"));
        var rate = Results.Count / took.TotalSeconds;
        output.WriteLine(Text($"seeds {seeds} ({modes})"));
        output.WriteLine(Text($"{VirtualHours:0.0} virtual hours in {took.TotalSeconds:0.0} s, {rate:0.0} seeds/s"));
        output.WriteLine(Text($"{Inputs} events, {Orders} orders, {Fills} fills of them"));
        output.WriteLine(Text($"{FaultsTotal} faults, {Recoveries} recoveries, {Restarts} restarts"));
        output.WriteLine(Text($"{DoubleRuns} runs twice: {Mismatches} differ; {ByteRuns} runs with market data as text"));
        var times = Times(null);
        if (times.Length > 0)
        {
            var (median, late) = (At(times, 0.5), At(times, 0.99));
            output.WriteLine(Text($"trading again after {median:0.00} s (median), {late:0.00} s (99 of 100), {times[^1]:0.00} s (longest)"));
        }

        WriteKinds(output);
        output.WriteLine();
        foreach (var law in Enum.GetValues<Law>())
        {
            output.WriteLine(Text($"{law,-24} {Evaluations(law),12} evaluations"));
        }

        var resumes = Results.SelectMany(static result => result.Resumes).CountBy(static reason => reason);
        output.WriteLine("resumed by the operator: " + string.Join(", ", resumes.Select(static pair => $"{pair.Key} {pair.Value}")));
        WriteMemory(output);
        WriteFailures(output);
    }

    public JsonObject ToJson(TimeSpan took) => new()
    {
        ["version"] = Version,
        ["configurationHash"] = ConfigurationHash,
        ["seeds"] = Results.Count,
        ["virtualHours"] = VirtualHours,
        ["seconds"] = took.TotalSeconds,
        ["events"] = Inputs,
        ["orders"] = Orders,
        ["fills"] = Fills,
        ["faults"] = FaultsTotal,
        ["recoveries"] = Recoveries,
        ["restarts"] = Restarts,
        ["doubleRuns"] = DoubleRuns,
        ["mismatches"] = Mismatches,
        ["byteRuns"] = ByteRuns,
        ["kinds"] = new JsonArray([.. FaultCatalog.All.Select((kind, place) => KindJson(kind, place))]),
        ["laws"] = new JsonObject(Enum.GetValues<Law>().Select(law => KeyValuePair.Create(Camel(law), (JsonNode?)Evaluations(law)))),
        ["untestedLaws"] = new JsonArray([.. Untested.Select(static law => (JsonNode)Camel(law))]),
        ["failures"] = new JsonArray([.. Failures.Select(static failed => (JsonNode)new JsonObject
        {
            ["seed"] = failed.Options.Seed,
            ["mode"] = failed.Options.Mode.ToString().ToLowerInvariant(),
            ["law"] = Camel(failed.Failure!.Law),
            ["atSeconds"] = failed.Failure.AtSeconds,
            ["what"] = failed.Failure.What,
            ["command"] = failed.Options.Command,
        })]),
        ["memory"] = new JsonArray([.. Memory.Select(static sample => (JsonNode)new JsonObject
        {
            ["hours"] = (double)sample.AtNanos / Nanos.PerSecond / 3600, ["bytes"] = sample.Bytes,
        })]),
        ["shrunk"] = new JsonArray([.. Shrunk.Select(static options => (JsonNode)options.Command)]),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Camel(Law law) => char.ToLowerInvariant(law.ToString()[0]) + law.ToString()[1..];

    private long Evaluations(Law law) => Results.Sum(result => result.Evaluations[(int)law]);

    private void WriteKinds(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("kind                    faults   recoveries after it: count    p50 s    p99 s    max s");
        for (var place = 0; place < FaultCatalog.All.Count; place++)
        {
            var times = Times(place);
            var row = Text($"{FaultCatalog.All[place].Name,-20} {Faults(place),9}");
            output.WriteLine(times.Length == 0
                ? row
                : row + Text($"{times.Length,34} {At(times, 0.5),8:0.00} {At(times, 0.99),8:0.00} {times[^1],8:0.00}"));
        }
    }

    private void WriteMemory(TextWriter output)
    {
        foreach (var (atNanos, bytes) in Memory)
        {
            output.WriteLine(Text($"memory after {(double)atNanos / Nanos.PerSecond / 3600,5:0.00} h: {(double)bytes / (1 << 20),8:0.00} MiB"));
        }
    }

    private void WriteFailures(TextWriter output)
    {
        var failures = Failures.ToList();
        output.WriteLine(Text($"failures: {failures.Count}"));
        foreach (var failed in failures.Take(FailuresShown))
        {
            output.WriteLine(Text($"  {failed.Failure!.Law} at {failed.Failure.AtSeconds:0.000} s: {failed.Failure.What}"));
            output.WriteLine("    " + failed.Options.Command);
        }

        foreach (var law in Untested)
        {
            output.WriteLine($"  {law} was never put to the test");
        }

        foreach (var options in Shrunk)
        {
            output.WriteLine("  least that fails: " + options.Command);
        }

        if (failures.Count == 1)
        {
            failures[0].Tail.ToList().ForEach(line => output.WriteLine("    " + line));
        }
    }

    private JsonObject KindJson(FaultKind kind, int place)
    {
        var times = Times(place);
        return new JsonObject
        {
            ["name"] = kind.Name,
            ["faults"] = Faults(place),
            ["recoveries"] = times.Length,
            ["recoveryP50Seconds"] = times.Length == 0 ? null : At(times, 0.5),
            ["recoveryP99Seconds"] = times.Length == 0 ? null : At(times, 0.99),
            ["recoveryMaxSeconds"] = times.Length == 0 ? null : times[^1],
        };
    }

    private IEnumerable<(long AtNanos, long Bytes)> Memory => Results.SelectMany(static result => result.Memory);

    private double[] Times(int? kind)
    {
        double[] times =
        [
            .. Results.SelectMany(static result => result.Recovered)
                .Where(recovered => kind is null || recovered.Kind == kind)
                .Select(static recovered => recovered.Nanos / (double)Nanos.PerSecond),
        ];
        Array.Sort(times);
        return times;
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
