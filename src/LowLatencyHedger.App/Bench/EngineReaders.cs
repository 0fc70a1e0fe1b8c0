using System.ComponentModel;
using System.Diagnostics;
using LowLatencyHedger.App.Demo;
using LowLatencyHedger.App.Drills;
using LowLatencyHedger.App.Verbs;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Everything that looks at an engine, each a process of its own, on a processor that the engine's hot thread does not have: the monitor, a page
/// that is open on it, a Prometheus where there is one, and <c>top</c>.
/// </summary>
internal sealed class EngineReaders : IDisposable
{
    private const int EngineCpu = 1;
    private static readonly TimeSpan s_scrapeInterval = TimeSpan.FromSeconds(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-readers-").FullName;
    private readonly List<Process> _processes = [];

    public EngineReaders(string telemetryPath)
    {
        Exception? problem = null;

        // A child has the processors of the thread that starts it.
        var starter = new Thread(() =>
        {
            try
            {
                EchoPeer.PinTo(Environment.ProcessorCount > 2 ? EngineCpu + 1 : 0);
                StartAll(telemetryPath);
            }
            catch (Exception e)
            {
                problem = e;
            }
        });
        starter.Start();
        starter.Join();
        if (problem is not null)
        {
            Dispose();
            throw new IOException("the readers could not be started: " + problem.Message, problem);
        }
    }

    /// <summary>A Prometheus of the system scrapes; without one, the process that reads the page does.</summary>
    public bool HasPrometheus { get; private set; }

    /// <summary>One that has ended reads nothing.</summary>
    public bool AllRun => _processes.TrueForAll(process => !process.HasExited);

    /// <summary>The child's side: keeps the page's events flowing, and asks for metrics each second, until it is killed.</summary>
    public static int ReadPage(Uri monitor)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var events = Task.Run(async () =>
        {
            await using var stream = await http.GetStreamAsync(new Uri(monitor, "/events"));
            var buffer = new byte[1 << 16];
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
        });
        while (!events.IsCompleted)
        {
            _ = http.GetStringAsync(new Uri(monitor, "/metrics")).GetAwaiter().GetResult();
            events.Wait(s_scrapeInterval);
        }

        return ExitCode.Connection;
    }

    public void Pause() => _processes.ForEach(process => EngineProcess.Pause(process.Id));

    public void Continue() => _processes.ForEach(process => EngineProcess.Continue(process.Id));

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private void StartAll(string telemetryPath)
    {
        var token = Path.Combine(_directory, "token");
        var monitor = Start(OwnProgram.StartInfo("monitor", "--telemetry", telemetryPath, "--port", "0", "--token-file", token));
        var line = monitor.StandardOutput.ReadLine() ?? throw new IOException("the monitor has ended");
        var address = new Uri(line.Split(' ')[^1]);
        Drain(monitor);
        Drain(Start(OwnProgram.StartInfo("top", "--telemetry", telemetryPath, "--append")));
        Drain(Start(OwnProgram.StartInfo("bench", "readers", "--page", address.ToString())));
        StartPrometheus(address);
    }

    private void StartPrometheus(Uri monitor)
    {
        var configuration = Path.Combine(_directory, "prometheus.yml");
        File.WriteAllText(
            configuration,
            $"scrape_configs:\n  - job_name: hedger\n    scrape_interval: 1s\n    static_configs:\n      - targets: [\"{monitor.Authority}\"]\n");
        try
        {
            Drain(Start(new ProcessStartInfo("prometheus")
            {
                ArgumentList =
                {
                    "--config.file=" + configuration, "--storage.tsdb.path=" + Path.Combine(_directory, "data"), "--web.listen-address=127.0.0.1:0",
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }));
            HasPrometheus = true;
        }
        catch (Win32Exception)
        {
            HasPrometheus = false;
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    /// <summary>Reads what it says and forgets it, so that it never waits.</summary>
    private static void Drain(Process process)
    {
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }
}
