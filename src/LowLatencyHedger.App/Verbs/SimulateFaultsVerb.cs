using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Simulation.Faults;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>simulate-faults</c>: the engine against the simulated venue in virtual time while everything around it fails.</summary>
internal static class SimulateFaultsVerb
{
    /// <summary>From so many runs on, a law that none of them put to the test is a failure: the oracle has looked away.</summary>
    private const int RunsForAllLaws = 200;

    public static Command Create()
    {
        var seeds = Seeds();
        var mode = new Option<string?>("--mode") { Description = "one mode for all seeds; without it the seeds mix them" };
        mode.AcceptOnlyFromAmong([.. Enum.GetNames<SwarmMode>().Select(static name => name.ToLowerInvariant())]);
        var minutes = new Option<double?>("--minutes")
        {
            Description = "virtual minutes with faults; by default 10 in a storm, 30 in a broad run, 45 in one of pairs, 90 in a quiet one",
        };
        var mask = Mask();
        var faults = new Option<int?>("--faults") { Description = "only the first so many faults of each plan" };
        var bytes = new Option<bool>("--bytes") { Description = "market data as bytes of JSON, too, not as the events that they stand for" };
        var fresh = new Option<int?>("--fresh") { Description = "so many seeds from one that the clock gives" };
        var seconds = new Option<double?>("--seconds") { Description = "no run begins later than this" };
        var soak = new Option<double?>("--soak") { Description = "one broad run of so many virtual hours, its memory watched" };
        var acceptance = new Option<bool>("--acceptance")
        {
            Description = "ten minutes on two cores, every figure held against its goal; seeds from 1 on, or those of --seeds or --fresh",
        };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command(
            "simulate-faults",
            "the engine in virtual time while its surroundings fail. Example: hedger simulate-faults --seeds 1..200 --mode storm")
        {
            seeds, fresh, seconds, soak, acceptance, mode, minutes, mask, faults, bytes, json,
        };
        command.Validators.Add(result =>
        {
            var given = new[] { result.GetResult(seeds), (object?)result.GetResult(fresh), result.GetResult(soak) };
            var isAcceptance = result.GetValue(acceptance);
            if (given.Count(static option => option is not null) != 1 && !(isAcceptance && given.All(static option => option is null)))
            {
                result.AddError("simulate-faults: give one of --seeds, --fresh and --soak");
            }

            var narrower = new[] { result.GetResult(soak), (object?)result.GetResult(mode), result.GetResult(mask), result.GetResult(faults) };
            if (isAcceptance && narrower.Any(static option => option is not null))
            {
                result.AddError("simulate-faults: --acceptance goes with none of --soak, --mode, --mask and --faults");
            }
        });
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() =>
        {
            var isAcceptance = parsed.GetValue(acceptance);
            var (first, last) = ParseSeeds(parsed.GetValue(seeds))
                ?? (parsed.GetValue(fresh) is { } count ? FreshSeeds(count) : isAcceptance ? (1, int.MaxValue) : FreshSeeds(1));
            var hours = parsed.GetValue(soak);
            var options = new FaultCampaignOptions
            {
                FirstSeed = first,
                LastSeed = last,
                Mode = parsed.GetValue(mode) is { } name ? Enum.Parse<SwarmMode>(name, ignoreCase: true)
                    : hours is not null ? SwarmMode.Broad : null,
                Minutes = hours * 60 ?? parsed.GetValue(minutes),
                IsSoak = hours is not null,
                Within = parsed.GetValue(seconds) is { } limit ? TimeSpan.FromSeconds(limit) : isAcceptance ? FaultAcceptance.Time : TimeSpan.MaxValue,
                Mask = ParseMask(parsed.GetValue(mask)),
                FaultsMax = parsed.GetValue(faults) ?? int.MaxValue,
                IsBytes = parsed.GetValue(bytes),
            };
            return Run(options, parsed.GetValue(json), isAcceptance, cancelled);
        }));
        return command;
    }

    private static Option<string?> Seeds()
    {
        var seeds = new Option<string?>("--seeds") { Description = "A..B, both included" };
        seeds.Validators.Add(result =>
        {
            if (ParseSeeds(result.GetValueOrDefault<string?>()) is null)
            {
                result.AddError("--seeds: expected A..B with A not above B");
            }
        });
        return seeds;
    }

    private static Option<string?> Mask()
    {
        var mask = new Option<string?>("--mask") { Description = "only these kinds of faults, separated by commas" };
        mask.Validators.Add(result =>
        {
            var names = ParseMask(result.GetValueOrDefault<string?>());
            if (names?.FirstOrDefault(static name => FaultCatalog.Find(name) is null) is { } unknown)
            {
                var nearest = NearestName.Of(unknown, FaultCatalog.All.Select(static kind => kind.Name));
                result.AddError($"--mask: no kind of fault is named {unknown}" + (nearest is null ? "" : $"; did you mean {nearest}?"));
            }
        });
        return mask;
    }

    private static int Run(FaultCampaignOptions options, bool isJson, bool isAcceptance, CancellationToken cancelled)
    {
        // No thread beside the runs collects: it would take their processors.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var watch = Stopwatch.StartNew();
        var report = FaultCampaign.Run(options with { OnProgress = report => ShowProgress(report, watch.Elapsed) }, cancelled);
        var took = watch.Elapsed;
        var goals = isAcceptance ? FaultAcceptance.Goals(report, took) : [];
        if (isJson)
        {
            var document = report.ToJson(took);
            document["goals"] = new JsonArray([.. goals.Select(static goal => (JsonNode)new JsonObject
            {
                ["name"] = goal.Name, ["reached"] = goal.Reached, ["goal"] = goal.Goal, ["isReached"] = goal.IsReached,
            })]);
            Console.Out.WriteLine(document.ToJsonString());
        }
        else
        {
            report.WriteText(Console.Out, took);
            goals.ToList().ForEach(static goal => Console.Out.WriteLine(goal));
        }

        var isBlind = report.Results.Count >= RunsForAllLaws && options.Mode is null && options.Mask is null && report.Untested.Any();
        return cancelled.IsCancellationRequested ? ExitCode.Interrupted
            : report.Failures.Any() || isBlind || goals.Any(static goal => !goal.IsReached) ? ExitCode.VerificationFailed
            : ExitCode.Done;
    }

    /// <summary>Enough to go by when the run is killed.</summary>
    private static void ShowProgress(FaultReport report, TimeSpan elapsed)
    {
        var cpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds;
        var seeds = report.Results.Count;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds:0} s: {seeds} seeds of {cpuSeconds / seeds:0.000} s of processor time, {report.VirtualHours:0} virtual hours, "
            + $"{report.FaultsTotal} faults, {report.Recoveries} recoveries, {report.Failures.Count()} failures"));
        if (report.Results[^1].Failure is { } failure)
        {
            Console.Error.WriteLine($"  {failure.Law}: {failure.What}");
            Console.Error.WriteLine("    " + report.Results[^1].Options.Command);
        }
    }

    private static (int First, int Last)? ParseSeeds(string? text)
    {
        var parts = text?.Split("..");
        return parts is [var from, var to]
            && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last
            ? (first, last)
            : null;
    }

    /// <summary>Other ones every minute, far from those that people choose.</summary>
    private static (int First, int Last) FreshSeeds(int count)
    {
        const int SeedsPerMinute = 1_000;
        const int Minutes = 2_000_000;
        var first = SeedsPerMinute * (1 + (int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60 % Minutes));
        return (first, first + count - 1);
    }

    private static HashSet<string>? ParseMask(string? text) => text?.Split(',').ToHashSet(StringComparer.Ordinal);
}
