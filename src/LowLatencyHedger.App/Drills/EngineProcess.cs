using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Demo;

namespace LowLatencyHedger.App.Drills;

/// <summary><c>hedger run</c> as a process of its own, watched and ended from outside.</summary>
internal sealed class EngineProcess : IDisposable
{
    private const int TerminateSignal = 15;
    private const int ContinueSignal = 18;
    private const int PauseSignal = 19;
    private static readonly TimeSpan s_statusTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _socket;
    private readonly Stopwatch _age = Stopwatch.StartNew();
    private readonly StreamWriter _log;
    private readonly Task<string> _output;

    /// <param name="configFile">The configuration.</param>
    /// <param name="socket">Its control socket.</param>
    /// <param name="logFile">Takes what the engine says on standard error.</param>
    /// <param name="environment">Added to this process's own.</param>
    public EngineProcess(string configFile, string socket, string logFile, IEnumerable<(string Name, string Value)> environment)
    {
        _socket = socket;
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        var start = OwnProgram.StartInfo(["run", "--config", configFile, "--json"]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new IOException("the engine could not be started");
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                if (line.Data is not null && _log.BaseStream is not null)
                {
                    _log.WriteLine(line.Data);
                }
            }
        };
        _process.BeginErrorReadLine();
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Since the process was started.</summary>
    public TimeSpan Age => _age.Elapsed;

    public bool HasExited => _process.HasExited;

    /// <summary>What <c>hedger status --json</c> prints; null while this process does not answer.</summary>
    public JsonObject? Status()
    {
        try
        {
            var reply = ControlClient.SendAsync(_socket, new JsonObject { ["verb"] = "status" }, s_statusTimeout).GetAwaiter().GetResult();
            return (int?)reply["processId"] == _process.Id ? reply : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>All underlyings may trade.</summary>
    public static bool IsActive(JsonObject? status) =>
        status is not null && status["underlyings"]!.AsArray().All(underlying => (string?)underlying!["tradingState"] == "Active");

    /// <summary>Memory that is the process's own, in bytes: without the pages of files that it has mapped, such as the journal's.</summary>
    public long OwnMemoryBytes()
    {
        const string Field = "RssAnon:";
        var file = $"/proc/{_process.Id}/status";
        if (File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } line)
        {
            return long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024;
        }

        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary><c>kill -9</c>.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Stands still until <see cref="Continue()"/>.</summary>
    public void Pause() => Pause(_process.Id);

    public void Continue() => Continue(_process.Id);

    /// <summary>A process that this one has started stands still until it is told to continue.</summary>
    public static void Pause(int process) => _ = Signal(process, PauseSignal);

    /// <summary>A process that stood still goes on.</summary>
    public static void Continue(int process) => _ = Signal(process, ContinueSignal);

    /// <summary>
    /// Ends it as a service manager does. The exit code and the summary; null when it does not end. A Ctrl-C would reach nobody where a script
    /// started the drill in the background: shells then have it ignored, by every process below.
    /// </summary>
    public (int ExitCode, string Summary)? Stop()
    {
        _ = Signal(_process.Id, TerminateSignal);
        return _process.WaitForExit(s_stopTimeout) ? (_process.ExitCode, _output.GetAwaiter().GetResult()) : null;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    /// <summary>A watcher that is interrupted does not leave an engine behind, least of all one that stands still and so hears nothing.</summary>
    private void OnProcessExit(object? sender, EventArgs e) => _process.Kill();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
