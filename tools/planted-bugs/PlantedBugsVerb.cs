using System.CommandLine;
using System.Globalization;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Faults;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>planted-bugs</c>: how many runs of the fault simulation find each planted bug, and by which law.</summary>
internal static class PlantedBugsVerb
{
    private const int FirstSeed = 1;
    private const int Runs = 24;
    private const int LongRuns = 60;
    private const double Minutes = 3;
    private const double LongMinutes = 10;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "the names of the bugs, one a line" };
        var command = new Command("planted-bugs", "the table of planted bugs") { file };
        command.SetAction(parsed => Run(File.ReadAllLines(parsed.GetValue(file)!)));
        return command;
    }

    private static int Run(string[] bugs)
    {
        var found = 0;
        Console.Out.WriteLine("| planted bug | found in | first seed | laws |");
        Console.Out.WriteLine("|---|---|---|---|");
        // A run that fails without a bug finds none.
        HashSet<int> ignored = [.. Failures(Runs, Minutes).Concat(Failures(LongRuns, LongMinutes)).Select(static failed => failed.Options.Seed)];
        Console.Out.WriteLine($"| none: seeds left out below | | {string.Join(", ", ignored)} | |");
        foreach (var bug in bugs)
        {
            Planted.Bug = bug;
            var total = Text($"{Runs}");
            var failures = Failures(Runs, Minutes).Where(failed => !ignored.Contains(failed.Options.Seed)).ToList();
            if (failures.Count == 0)
            {
                total = Text($"{LongRuns} long ones");
                failures = [.. Failures(LongRuns, LongMinutes).Where(failed => !ignored.Contains(failed.Options.Seed))];
            }

            found += failures.Count > 0 ? 1 : 0;
            var laws = failures.CountBy(static failed => failed.Failure!.Law).OrderByDescending(static pair => pair.Value);
            var first = failures.FirstOrDefault()?.Options.Seed.ToString(CultureInfo.InvariantCulture) ?? "";
            var names = string.Join(", ", laws.Select(static pair => Text($"`{pair.Key}` {pair.Value}")));
            Console.Out.WriteLine($"| {bug} | {failures.Count} of {total} | {first} | {names} |");
        }

        Console.Out.WriteLine(Text($"{found} of {bugs.Length} found"));
        return 0;
    }

    private static IEnumerable<FaultRunResult> Failures(int runs, double minutes) => FaultCampaign.Run(new FaultCampaignOptions
    {
        FirstSeed = FirstSeed, LastSeed = FirstSeed + runs - 1, Minutes = minutes, Shrinks = false,
    }).Failures;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
