using System.CommandLine;
using System.Diagnostics;
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
        foreach (var bug in bugs.Prepend(""))
        {
            Planted.Bug = bug;
            var watch = Stopwatch.StartNew();
            var report = Execute(Runs, Minutes);
            var runs = Text($"{report.Failures.Count()} of {Runs}");
            if (bug.Length > 0 && !report.Failures.Any())
            {
                report = Execute(LongRuns, LongMinutes);
                runs = Text($"{report.Failures.Count()} of {LongRuns} long ones");
            }

            found += report.Failures.Any() && bug.Length > 0 ? 1 : 0;
            var laws = report.Failures.CountBy(static failed => failed.Failure!.Law).OrderByDescending(static pair => pair.Value);
            var first = report.Failures.FirstOrDefault()?.Options.Seed.ToString(CultureInfo.InvariantCulture) ?? "";
            var names = string.Join(", ", laws.Select(static pair => Text($"`{pair.Key}` {pair.Value}")));
            Console.Out.WriteLine($"| {(bug.Length == 0 ? "none" : bug)} | {runs} | {first} | {names} |");
        }

        Console.Out.WriteLine(Text($"{found} of {bugs.Length} found"));
        return 0;
    }

    private static FaultReport Execute(int runs, double minutes) => FaultCampaign.Run(new FaultCampaignOptions
    {
        FirstSeed = FirstSeed, LastSeed = FirstSeed + runs - 1, Minutes = minutes, Shrinks = false,
    });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
