using System.CommandLine;
using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>lab</c>: what hedging policies cost and what noise they leave, on simulated paths.</summary>
internal static class LabVerb
{
    /// <summary>Without <c>--policy</c>: the clock that everybody has against the default.</summary>
    private static readonly string[] s_usual =
    [
        "clock:hours=1", "clock:hours=4", "clock:hours=24", "band:width=0.05,inner=1", "move:pct=2", "leland:hours=4", "ww:aversion=0.3",
        "ww:aversion=1", "ww:aversion=3", "zakamouline:aversion=0.3", "zakamouline:aversion=1", "two-threshold:aversion=0.3",
        "two-threshold:aversion=1", "two-threshold:aversion=3",
    ];

    public static Command Create()
    {
        var options = new LabOptions();
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var report = new Option<string?>("--report") { Description = "a page with the frontier as a plot, FILE.html" };
        var command = new Command(
            "lab",
            "Monte Carlo of hedging policies. Example: hedger lab --paths 2000 --policy clock:hours=4 --policy two-threshold:aversion=1");
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.Options.Add(json);
        command.Options.Add(report);
        command.Subcommands.Add(LabQuotesVerb.Create());
        command.Validators.Add(result =>
        {
            foreach (var text in result.GetValue(options.Policies) ?? [])
            {
                if (!PolicySpec.TryParse(text, out _, out var error))
                {
                    result.AddError($"--policy: {error}");
                }
            }
        });
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() =>
        {
            var policies = Specs(parsed.GetValue(options.Policies) ?? []);
            var settings = options.Settings(parsed, policies);
            if (settings.Validate() is [var problem, ..])
            {
                Console.Error.WriteLine(problem);
                return ExitCode.Usage;
            }

            return Run(settings, policies, parsed.GetValue(json), parsed.GetValue(report), cancelled);
        }));
        return command;
    }

    private static List<PolicySpec> Specs(string[] texts)
    {
        var specs = new List<PolicySpec>();
        foreach (var text in texts.Length == 0 ? s_usual : texts)
        {
            if (PolicySpec.TryParse(text, out var spec, out _))
            {
                specs.Add(spec);
            }
        }

        return specs;
    }

    private static int Run(LabSettings settings, List<PolicySpec> specs, bool isJson, string? report, CancellationToken cancelled)
    {
        using var progress = new ProgressLine("paths", settings.Paths);
        var result = Lab.Run(settings, specs, progress.Report, cancelled);
        progress.Clear();
        if (result.PathsDone < 2)
        {
            Console.Error.WriteLine("interrupted before there was anything to tell");
            return ExitCode.Interrupted;
        }

        if (report is not null)
        {
            File.WriteAllText(report, LabReport.ToHtml(result));
        }

        if (isJson)
        {
            Console.Out.WriteLine(LabReport.ToJson(result).ToJsonString());
        }
        else
        {
            LabReport.WriteText(result, Console.Out);
        }

        return cancelled.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    /// <summary>The flags of the experiment.</summary>
    private sealed class LabOptions
    {
        private readonly Option<PathModel> _model = new("--model") { Description = "gbm or merton", DefaultValueFactory = _ => PathModel.Gbm };
        private readonly Option<double> _spot = Number("--spot", 100, "price at the start");
        private readonly Option<double> _strike = Number("--strike", 100, "of the option");
        private readonly Option<double> _rate = Number("--rate", 0, "interest a year, 0.05 is 5 %");
        private readonly Option<double> _vol = Number("--vol", 0.6, "of the diffusion a year, 0.6 is 60 %");
        private readonly Option<double?> _drift = new("--drift") { Description = "growth of the price a year; by default the rate" };
        private readonly Option<double> _expiry = Number("--expiry-days", 30, "life of the option");
        private readonly Option<OptionKind> _kind = new("--option") { Description = "call or put", DefaultValueFactory = _ => OptionKind.Call };
        private readonly Option<bool> _long = new("--long") { Description = "the option is held, not sold" };
        private readonly Option<int> _paths = new("--paths") { Description = "how many", DefaultValueFactory = _ => 6_000 };
        private readonly Option<long> _seed = new("--seed") { Description = "of the paths", DefaultValueFactory = _ => 1 };
        private readonly Option<double> _cost = Number("--cost-bps", 5, "of what is traded, one way");
        private readonly Option<double> _fixed = Number("--fixed-cost", 0, "of each trade, quote currency");
        private readonly Option<double> _aversion = Number("--aversion", 1, "risk aversion of the certainty equivalent, 1/quote currency");
        private readonly Option<double?> _check = new("--check-minutes")
        {
            Description = "between two looks at the market; by default 10, or what the clocks need when there is nothing else",
        };

        private readonly Option<double> _latency = Number("--latency-seconds", 0, "from decision to fill");
        private readonly Option<double> _lot = Number("--lot", 0, "smallest step of the hedge; 0: none");
        private readonly Option<double> _jumps = Number("--jumps-per-year", 12, "with merton");
        private readonly Option<double> _jumpMean = Number("--jump-mean", 0, "of the logarithm");
        private readonly Option<double> _jumpSd = Number("--jump-sd", 0.05, "of the logarithm");
        private readonly Option<bool> _startsHedged = new("--starts-hedged")
        {
            Description = "the first hedge is there with the option, at its proportional cost, and is no order of the policy",
        };

        private readonly Option<double?> _believed = new("--believed-cost-bps")
        {
            Description = "what policies take --cost-bps for; by default what it is",
        };

        private readonly Option<int> _threads = new("--threads")
        {
            Description = "the result is the same for any number",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };

        public Option<string[]> Policies { get; } = new("--policy")
        {
            Description = $"NAME:key=value,...; repeatable. {string.Join(", ", PolicySpec.Names)}",
        };

        public IEnumerable<Option> All =>
        [
            _model, _spot, _strike, _rate, _vol, _drift, _expiry, _kind, _long, _paths, _seed, _cost, _fixed, _aversion, _check, _latency, _lot,
            _jumps, _jumpMean, _jumpSd, _startsHedged, _believed, _threads, Policies,
        ];

        public LabSettings Settings(ParseResult parsed, IReadOnlyList<PolicySpec> policies) => new()
        {
            Model = parsed.GetValue(_model),
            Spot = parsed.GetValue(_spot),
            Strike = parsed.GetValue(_strike),
            Rate = parsed.GetValue(_rate),
            Volatility = parsed.GetValue(_vol),
            Drift = parsed.GetValue(_drift),
            ExpiryDays = parsed.GetValue(_expiry),
            Kind = parsed.GetValue(_kind),
            IsLong = parsed.GetValue(_long),
            Paths = parsed.GetValue(_paths),
            Seed = parsed.GetValue(_seed),
            CostBps = parsed.GetValue(_cost),
            FixedCost = parsed.GetValue(_fixed),
            Aversion = parsed.GetValue(_aversion),
            CheckMinutes = parsed.GetValue(_check) ?? Lab.UsualCheckMinutes(policies),
            LatencySeconds = parsed.GetValue(_latency),
            Lot = parsed.GetValue(_lot),
            Jumps = new JumpParameters(parsed.GetValue(_jumps), parsed.GetValue(_jumpMean), parsed.GetValue(_jumpSd)),
            StartsHedged = parsed.GetValue(_startsHedged),
            BelievedCostBps = parsed.GetValue(_believed),
            Threads = parsed.GetValue(_threads),
        };

        private static Option<double> Number(string name, double usual, string what) =>
            new(name) { Description = what, DefaultValueFactory = _ => usual };
    }
}
