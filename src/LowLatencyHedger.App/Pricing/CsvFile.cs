using LowLatencyHedger.App.Verbs;

namespace LowLatencyHedger.App.Pricing;

/// <summary>Runs a command that reads and writes text over a file, or over standard input for <c>-</c>, to standard output.</summary>
internal static class CsvFile
{
    public static int Run(string path, Func<TextReader, string, TextWriter, TextWriter, int> command)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64 * 1024);
        var isStandardInput = path == "-";
        if (!isStandardInput && !File.Exists(path))
        {
            Console.Error.WriteLine($"{path}: expected a file that exists");
            return ExitCode.BadInput;
        }

        using var input = new StreamReader(isStandardInput ? Console.OpenStandardInput() : File.OpenRead(path));
        return command(input, isStandardInput ? "standard input" : path, output, Console.Error);
    }
}
