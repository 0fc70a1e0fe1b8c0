using System.CommandLine;
using LowLatencyHedger.App.Verbs;

var root = new RootCommand("LowLatencyHedger keeps an options book neutral by trading the underlying.");
root.Subcommands.Add(DemoVerb.Create());
root.Subcommands.Add(RunVerb.Create());
root.Subcommands.Add(SimulateExchangeVerb.Create());
root.Subcommands.Add(SimulateFaultsVerb.Create());
root.Subcommands.Add(DrillVerb.Create());
root.Subcommands.Add(DecodeVerb.Create());
root.Subcommands.Add(PriceVerb.Create());
root.Subcommands.Add(IvVerb.Create());
root.Subcommands.Add(ReplayVerb.Create());
root.Subcommands.Add(JournalVerb.Create());
root.Subcommands.Add(ExplainVerb.Create());
root.Subcommands.Add(BenchVerb.Create());
root.Subcommands.Add(LatencyVerb.Create());
root.Subcommands.Add(LabVerb.Create());
root.Subcommands.Add(BacktestVerb.Create());
root.Subcommands.Add(DoctorVerb.Create());
root.Subcommands.Add(ConfigVerb.Create());
root.Subcommands.Add(LimitsVerb.Create());
root.Subcommands.Add(WatchdogVerb.Create());
root.Subcommands.Add(MonitorVerb.Create());
root.Subcommands.Add(TopVerb.Create());
foreach (var verb in ControlVerbs.Create())
{
    root.Subcommands.Add(verb);
}

return await CommandLine.InvokeAsync(root, args).ConfigureAwait(false);
