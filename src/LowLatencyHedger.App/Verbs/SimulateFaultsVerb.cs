using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
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
        var seeds = new Option<string>("--seeds") { Description = "A..B, both included", Required = true };
        seeds.Validators.Add(result =>
        {
            if (ParseSeeds(result.GetValueOrDefault<string>()) is null)
            {
                result.AddError("--seeds: expected A..B with A not above B");
            }
        });
        var mode = new Option<string?>("--mode") { Description = "one mode for all seeds; without it the seeds mix them" };
        mode.AcceptOnlyFromAmong([.. Enum.GetNames<SwarmMode>().Select(static name => name.ToLowerInvariant())]);
        var minutes = new Option<double?>("--minutes")
        {
            Description = "virtual minutes with faults; by default 10 in a storm and 30 otherwise",
        };
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
        var faults = new Option<int?>("--faults") { Description = "only the first so many faults of each plan" };
        var bytes = new Option<bool>("--bytes") { Description = "market data as bytes of JSON, too, not as the events that they stand for" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command(
            "simulate-faults",
            "the engine in virtual time while its surroundings fail. Example: hedger simulate-faults --seeds 1..200 --mode storm")
        {
            seeds, mode, minutes, mask, faults, bytes, json,
        };
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() =>
        {
            var (first, last) = ParseSeeds(parsed.GetValue(seeds))!.Value;
            var options = new FaultCampaignOptions
            {
                FirstSeed = first,
                LastSeed = last,
                Mode = parsed.GetValue(mode) is { } name ? Enum.Parse<SwarmMode>(name, ignoreCase: true) : null,
                Minutes = parsed.GetValue(minutes),
                Mask = ParseMask(parsed.GetValue(mask)),
                FaultsMax = parsed.GetValue(faults) ?? int.MaxValue,
                IsBytes = parsed.GetValue(bytes),
            };
            return Run(options, parsed.GetValue(json), cancelled);
        }));
        return command;
    }

    private static int Run(FaultCampaignOptions options, bool isJson, CancellationToken cancelled)
    {
        var watch = Stopwatch.StartNew();
        var report = FaultCampaign.Run(options, cancelled);
        if (isJson)
        {
            Console.Out.WriteLine(report.ToJson(watch.Elapsed).ToJsonString());
        }
        else
        {
            report.WriteText(Console.Out, watch.Elapsed);
        }

        var isBlind = report.Results.Count >= RunsForAllLaws && options.Mode is null && options.Mask is null && report.Untested.Any();
        return cancelled.IsCancellationRequested ? ExitCode.Interrupted
            : report.Failures.Any() || isBlind ? ExitCode.VerificationFailed
            : ExitCode.Done;
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

    private static HashSet<string>? ParseMask(string? text) => text?.Split(',').ToHashSet(StringComparer.Ordinal);
}
