using System.CommandLine;
using LowLatencyHedger.App.Decode;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>decode FILE|-</c>: recorded messages of the venue, one JSON line out for each.</summary>
internal static class DecodeVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "a recording; - is the standard input" };
        var command = new Command("decode", "decode recorded venue messages. Example: hedger decode session.raw") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64 * 1024);
            if (path == "-")
            {
                return DecodeCommand.Run(Console.OpenStandardInput(), "standard input", output, Console.Error);
            }

            if (!File.Exists(path))
            {
                Console.Error.WriteLine($"{path}: expected a file that exists");
                return ExitCode.BadInput;
            }

            using var input = File.OpenRead(path);
            return DecodeCommand.Run(input, path, output, Console.Error);
        });
        return command;
    }
}
