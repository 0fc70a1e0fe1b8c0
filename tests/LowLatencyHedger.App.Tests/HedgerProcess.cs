using System.Diagnostics;

namespace LowLatencyHedger.App.Tests;

/// <summary>Runs the built program as a user would.</summary>
internal static class HedgerProcess
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static (int ExitCode, string Output, string Errors) Run(string arguments, params (string Name, string Value)[] environment) =>
        Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment);

    public static (int ExitCode, string Output, string Errors) Run(string[] arguments, params (string Name, string Value)[] environment) =>
        RunHost([], arguments, environment);

    /// <summary>The same with arguments for the runtime's host in front.</summary>
    public static (int ExitCode, string Output, string Errors) RunHost(
        string[] hostArguments, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [.. hostArguments, Path.Combine(AppContext.BaseDirectory, "hedger.dll"), .. arguments])
        {
            WorkingDirectory = RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "LowLatencyHedger.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
