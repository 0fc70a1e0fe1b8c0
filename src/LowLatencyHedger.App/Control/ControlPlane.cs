using System.Runtime.InteropServices;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// Everything by which an operator reaches a running engine: the socket, the trigger file, the signal. Made before the engine starts and ended
/// after it has stopped, by the same cold thread.
/// </summary>
internal sealed class ControlPlane : IControlSink, IDisposable
{
    /// <summary><c>SIGUSR1</c> on Linux.</summary>
    private const int UserSignal = 10;

    private readonly EngineCommands _commands;
    private readonly KillSwitch _kill;
    private readonly TelemetryReader _telemetry;
    private readonly ControlServer _server;
    private readonly PosixSignalRegistration? _signal;

    /// <exception cref="IOException">The socket cannot be made, or another engine has it.</exception>
    public ControlPlane(
        ConfigValues values, Engine.Engine engine, LiveSettings settings, Credentials credentials, RunLog log, bool takesSignals = true)
    {
        var directory = values.Text("control.directory");
        _commands = new EngineCommands(engine);
        _kill = new KillSwitch(engine, _commands, () => new CancelClient(values, credentials), directory, log);
        var opened = TelemetryReader.TryOpen(values.Text("telemetry.file"), out var telemetry);
        _telemetry = telemetry ?? throw new IOException($"{values.Text("telemetry.file")}: {opened}");
        var status = new StatusCommand(engine, _telemetry, _kill);
        _server = new ControlServer(
            SocketPath(values),
            [
                status,
                new HaltCommand(_kill),
                new ResumeCommand(_kill),
                new CancelAllCommand(_commands),
                new FlattenCommand(engine, _kill, status),
                new LimitsCommand(settings),
            ]);
        engine.Control.Sink = this;
        _kill.Start();
        if (takesSignals && OperatingSystem.IsLinux())
        {
            _signal = PosixSignalRegistration.Create((PosixSignal)UserSignal, context =>
            {
                context.Cancel = true;
                _ = _kill.HaltAsync("signal", "SIGUSR1", ReasonCode.HaltBySignal);
            });
        }
    }

    /// <summary>The halt in force, or null.</summary>
    public HaltRecord? Halted => _kill.Halted;

    public static string SocketPath(ConfigValues values) => Path.Combine(values.Text("control.directory"), ControlServer.SocketName);

    /// <inheritdoc cref="KillSwitch.OnEngineStarted"/>
    public void OnEngineStarted(bool halted) => _kill.OnEngineStarted(halted);

    /// <inheritdoc cref="KillSwitch.CancelAfterFailure"/>
    public void CancelAfterFailure() => _kill.CancelAfterFailure();

    public void OnAnswer(int id, ReasonCode refusal) => _commands.OnAnswer(id, refusal);

    public void OnHalt(ReasonCode reason, bool isGlobal) => _kill.OnCoreHalt(reason, isGlobal);

    public void Dispose()
    {
        _server.Dispose();
        _signal?.Dispose();
        _kill.Dispose();
        _telemetry.Dispose();
    }
}
