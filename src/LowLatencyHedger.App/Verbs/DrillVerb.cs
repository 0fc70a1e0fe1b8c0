using System.CommandLine;
using System.Globalization;
using LowLatencyHedger.App.Drills;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>drill kill9</c> and <c>drill soak</c>: the real processes, tried as an accident would.</summary>
internal static class DrillVerb
{
    private readonly record struct Common(
        Option<int> Seed, Option<string> Market, Option<int> Options, Option<string> Layout, Option<string> Directory, Option<bool> Json)
    {
        public static Common Create()
        {
            var layout = new Option<string>("--layout") { Description = "threads: shared or dedicated", DefaultValueFactory = _ => "shared" };
            layout.AcceptOnlyFromAmong("shared", "dedicated");
            return new Common(
                MarketOption.Whole("--seed", 1, 0, int.MaxValue, "seed of market and moments"),
                MarketOption.Market(),
                MarketOption.Whole("--options", 100, 1, 1000, "size of the options book"),
                layout,
                new Option<string>("--directory") { Description = "where each drill makes a directory of its own", DefaultValueFactory = _ => "run/drill" },
                new Option<bool>("--json") { Description = "one JSON document" });
        }

        public void AddTo(Command command)
        {
            command.Options.Add(Seed);
            command.Options.Add(Market);
            command.Options.Add(Options);
            command.Options.Add(Layout);
            command.Options.Add(Directory);
            command.Options.Add(Json);
        }

        public DrillOptions Read(ParseResult parsed) => new()
        {
            Seed = parsed.GetValue(Seed),
            Market = parsed.GetValue(Market)!,
            OptionCount = parsed.GetValue(Options),
            Layout = parsed.GetValue(Layout)!,
            Directory = parsed.GetValue(Directory)!,
        };
    }

    public static Command Create() => new(
        "drill", "the engine and a simulated exchange as processes, tried as an accident would. Example: hedger drill kill9 --times 20") { Kill9(), Soak() };

    private static Command Kill9()
    {
        var times = MarketOption.Whole("--times", 20, 1, 100_000, "how often to kill");
        var limit = new Option<double>("--recovery-seconds")
        {
            Description = "a recovery that takes longer, from process start to active, is a failure",
            DefaultValueFactory = _ => 5,
        };
        var common = Common.Create();
        var command = new Command(
            "kill9", "kill -9 the engine while it trades, start it again, compare with the exchange. Example: hedger drill kill9 --times 20")
        {
            times, limit,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() =>
        {
            var report = KillDrill.Run(
                common.Read(parsed), parsed.GetValue(times), TimeSpan.FromSeconds(parsed.GetValue(limit)), Console.Error, cancelled);
            Console.WriteLine(parsed.GetValue(common.Json) ? report.ToJson() : report.ToText());
            return ExitCodeOf(report.Failures, cancelled);
        }));
        return command;
    }

    private static Command Soak()
    {
        var minutes = new Option<double>("--minutes") { Description = "how long to trade", DefaultValueFactory = _ => 10 };
        minutes.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value)
                && value is not (> 0 and <= 10_080))
            {
                result.AddError($"--minutes is {value}: expected a number above 0 and up to 10080");
            }
        });
        var common = Common.Create();
        var command = new Command("soak", "let the engine trade in real time and watch its memory. Example: hedger drill soak --minutes 10")
        {
            minutes,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() =>
        {
            var report = SoakDrill.Run(common.Read(parsed), TimeSpan.FromMinutes(parsed.GetValue(minutes)), Console.Error, cancelled);
            Console.WriteLine(parsed.GetValue(common.Json) ? report.ToJson() : report.ToText());
            return ExitCodeOf(report.Failures, cancelled);
        }));
        return command;
    }

    private static int ExitCodeOf(List<string> failures, CancellationToken cancelled) =>
        cancelled.IsCancellationRequested ? ExitCode.Interrupted : failures.Count > 0 ? ExitCode.VerificationFailed : ExitCode.Done;
}
