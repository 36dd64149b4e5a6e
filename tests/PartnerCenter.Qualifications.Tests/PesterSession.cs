using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Pipes;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>A PowerShell of its own that runs Pester files one after another.</summary>
internal sealed class PesterSession : IAsyncDisposable
{
    private const string End = "##[exit code] ";

    private static readonly string Folder = Path.Combine(PowerShellEngine.Root, "tests", "PartnerCenter.Qualifications.Tests");

    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly StringBuilder _output = new();
    private TaskCompletionSource<int> _exitCode = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PesterSession(string pester)
    {
        var pipeName = "pester-" + Guid.NewGuid().ToString("N");
        _pipe = new NamedPipeServerStream(pipeName, PipeDirection.Out, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        var start = PowerShellEngine.CreateStart("-File", Path.Combine(Folder, "Start-PesterSession.ps1"), pester, pipeName);

        // A session ends before code that is optimized by a profile is worth its preparation, and tests need no protection from code that changes itself.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    /// <summary>Starts a session with the Pester of this manifest.</summary>
    public static async Task<PesterSession> StartAsync(string pester, CancellationToken cancellationToken)
    {
        var session = new PesterSession(pester);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(2));
            var connected = session._pipe.WaitForConnectionAsync(limit.Token);
            if (await Task.WhenAny(connected, session._exitCode.Task).ConfigureAwait(false) != connected)
            {
                await session._exitCode.Task.ConfigureAwait(false);
            }

            await connected.ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a file, or only its tests with a tag.</summary>
    /// <returns>The exit code of Invoke-PesterFile.ps1, and what was written.</returns>
    /// <exception cref="TimeoutException">The file did not end within the limit. The message has what was written until then.</exception>
    /// <exception cref="InvalidOperationException">PowerShell ended. The message has what was written until then.</exception>
    public async Task<(int ExitCode, string Output)> RunAsync(string file, string? tag, TimeSpan limit, CancellationToken cancellationToken)
    {
        var exitCode = _exitCode;
        var request = Encoding.UTF8.GetBytes($"{file}\t{tag}\n");
        await _pipe.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await exitCode.Task.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            return (result, TakeOutput());
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The file did not end within {limit}. It wrote:{Environment.NewLine}{TakeOutput()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.DisposeAsync().ConfigureAwait(false);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            _exitCode.TrySetException(new InvalidOperationException($"PowerShell ended. It wrote:{Environment.NewLine}{TakeOutput()}"));
            return;
        }

        var end = line.IndexOf(End, StringComparison.Ordinal);
        Append(end < 0 ? line : line[..end]);
        if (end >= 0)
        {
            var finished = _exitCode;
            _exitCode = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            finished.TrySetResult(int.TryParse(line[(end + End.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode) ? exitCode : -1);
        }
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private string TakeOutput()
    {
        lock (_output)
        {
            var text = _output.ToString();
            _output.Clear();
            return text;
        }
    }
}
