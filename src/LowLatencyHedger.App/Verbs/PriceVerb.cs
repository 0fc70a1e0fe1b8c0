using System.CommandLine;
using LowLatencyHedger.App.Pricing;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>price FILE|-</c>: options with their volatilities in, value and Greeks out.</summary>
internal static class PriceVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "CSV of options with their volatilities; - is the standard input" };
        var command = new Command("price", "value and Greeks of options from their volatilities. Example: hedger price options.csv") { file };
        command.SetAction(parsed => CsvFile.Run(parsed.GetValue(file)!, PriceCommand.Run));
        return command;
    }
}
