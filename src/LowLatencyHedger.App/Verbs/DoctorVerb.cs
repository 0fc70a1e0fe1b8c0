using System.CommandLine;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Doctor;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>doctor [--config FILE] [--json]</c>: what of this machine stands in the way of low latency or of safety.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "also its files, the rights that it needs, and the venue's clock" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command("doctor", "what stands in the way of low latency or of safety. Example: hedger doctor --config tools/examples/testnet.json")
        {
            config, json,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(config), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string? file, bool asJson)
    {
        List<Finding> findings =
        [
            .. new MachineChecks("", Environment.ProcessorCount).Run(), .. ProcessChecks.OfThisProcess().Run(), ClockChecks.Kernel(),
        ];
        if (file is not null)
        {
            var (values, problems) = ConfigLoader.Load(file, Environment.GetEnvironmentVariables());
            if (problems.Count == 0)
            {
                problems.AddRange(HedgerConfiguration.CrossChecks(file, values));
            }

            if (problems.Count > 0)
            {
                problems.ForEach(problem => Console.Error.WriteLine(problem));
                return ExitCode.BadInput;
            }

            findings.AddRange(RightsChecks.Run(values));
            findings.AddRange(new FileChecks(file, values).Run());
            findings.Add(await ClockChecks.VenueAsync(values).ConfigureAwait(false));
        }

        if (asJson)
        {
            Console.WriteLine(DoctorReport.ToJson(findings));
        }
        else
        {
            DoctorReport.Write(Console.Out, findings);
        }

        return findings.Exists(finding => finding.Level == FindingLevel.Fail) ? ExitCode.VerificationFailed : ExitCode.Done;
    }
}
