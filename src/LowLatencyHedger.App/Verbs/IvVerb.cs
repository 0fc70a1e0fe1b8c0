using System.CommandLine;
using LowLatencyHedger.App.Pricing;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>iv FILE|-</c>: options with their prices in, implied volatilities out.</summary>
internal static class IvVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "CSV of options with their prices; - is the standard input" };
        var command = new Command("iv", "implied volatilities of options from their prices. Example: hedger iv prices.csv") { file };
        command.SetAction(parsed => CsvFile.Run(parsed.GetValue(file)!, IvCommand.Run));
        return command;
    }
}
